package dev.meridian.benchmarks.wal;

import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import dev.meridian.postgres.Lsn;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupFacts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Five hundred servers that do nothing, each with a backup and a window, in one instance. */
final class IdleServers {

  private static final int COUNT = Integer.getInteger("servers", 500);
  private static final int LOG_BYTES = 64 << 10;

  /** How long the instance runs when it is measured: at first much is still being compiled. */
  private static final List<Duration> AGES =
      Stream.of(System.getProperty("minutes", "2,20").split(","))
          .map(minutes -> Duration.ofMinutes(Long.parseLong(minutes)))
          .toList();

  private static final Duration WHILE = Duration.ofSeconds(60);
  private static final Pattern USED = Pattern.compile("used (\\d+)K");

  private final Path home;

  IdleServers(Path home) {
    this.home = home;
  }

  void measure() throws Exception {
    try (var service = new ServiceProcess(home);
        var real = new MeasuredServer(service.fleet, 18, Map.of());
        var idle = new IdlePostgres(service.fleet, systemId(real), log(real))) {
      ServerProvisioned[] servers =
          Stream.generate(
                  () ->
                      MeasuredServer.provisioned(
                          UUID.randomUUID(), idle.port(), "18.6", systemId(real)))
              .limit(COUNT)
              .toArray(ServerProvisioned[]::new);
      service.start("-Xmx512m");
      service.publish(servers);
      for (ServerProvisioned server : servers) {
        ServiceProcess.await("the log of all", () -> hasLog(service, server.serverId(), idle));
      }
      service.kill();
      for (ServerProvisioned server : servers) {
        backUp(service, server.serverId(), idle.end(), systemId(real));
      }
      service.start("-Xmx256m", "-XX:+UseSerialGC");
      Instant started = Instant.now();
      for (Duration age : AGES) {
        Thread.sleep(Duration.between(Instant.now(), started.plus(age)));
        measure(service, age);
      }
    }
  }

  private static void measure(ServiceProcess service, Duration age) throws Exception {
    double before = service.cpuSeconds();
    double compiledBefore = service.compilingSeconds();
    Thread.sleep(WHILE);
    double cpu = service.cpuSeconds() - before;
    double compiling = service.compilingSeconds() - compiledBefore;
    System.out.printf(
        "%d idle servers after %d minutes: %.1f %% of a core,"
            + " of it %.1f %% compiling, heap %.0f MB%n",
        COUNT,
        age.toMinutes(),
        100 * cpu / WHILE.toSeconds(),
        100 * compiling / WHILE.toSeconds(),
        heap(service) / 1e6);
  }

  private static String systemId(MeasuredServer real) {
    try {
      return real.database().query("SELECT system_identifier FROM pg_control_system()");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] log(MeasuredServer real) throws IOException {
    Path first = real.postgres.dataDirectory().resolve("pg_wal/000000010000000000000001");
    return Arrays.copyOf(Files.readAllBytes(first), LOG_BYTES);
  }

  private static boolean hasLog(ServiceProcess service, UUID server, IdlePostgres idle) {
    var archive = service.archive(server);
    return archive.exists()
        && archive.wal().coverage().end(1).filter(idle.end()::equals).isPresent();
  }

  private static void backUp(ServiceProcess service, UUID server, Lsn end, String systemId)
      throws Exception {
    UUID id = UUID.randomUUID();
    Lsn start = IdlePostgres.START.plus(40);
    ServerArchive archive = service.archive(server);
    Instant now = Instant.now();
    try (var writer = archive.newBackup(id)) {
      writer.complete(
          new BackupFacts(
              "benchmark",
              "18.6",
              Long.parseUnsignedLong(systemId),
              16 << 20,
              1,
              start,
              end.plus(-8),
              now,
              now));
    }
    service.database.execute(
        """
        INSERT INTO backup.backup (id, server_id, state, reason, requested_at, started_at, ended_at,
          timeline, start_lsn, stop_lsn, logical_bytes, stored_bytes, replicated, kind)
        VALUES ('%s', '%s', 'COMPLETED', 'FIRST', now(), now(), now(), 1, '%s', '%s', 1, 1, false,
          'FULL')
        """
            .formatted(id, server, start, end.plus(-8)));
  }

  /** What is in use after a collection. */
  private static long heap(ServiceProcess service) throws IOException, InterruptedException {
    jcmd(service, "GC.run");
    Matcher used = USED.matcher(jcmd(service, "GC.heap_info").split("Metaspace", 2)[0]);
    long bytes = 0;
    while (used.find()) {
      bytes += Long.parseLong(used.group(1)) << 10;
    }
    return bytes;
  }

  private static String jcmd(ServiceProcess service, String command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(service.pid()),
                command)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }
}
