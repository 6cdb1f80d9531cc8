package dev.meridian.benchmarks.wal;

import dev.meridian.benchmarks.backup.Machine;
import dev.meridian.benchmarks.store.RepositoryPlace;
import dev.meridian.events.InventoryEvent.Durability;
import dev.meridian.events.InventoryEvent.DurabilityChanged;
import dev.meridian.postgres.Lsn;
import dev.meridian.repository.ServerArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * How old the newest restorable commit is, how fast servers' log is taken in, what a commit pays
 * for being safe in the repository, and what idle servers cost. {@code -Donly=age,intake} chooses
 * among age, age-s3, intake, latency and idle. Latency needs PostgreSQL 15's pg_receivewal.
 */
public final class WalBenchmark {

  private static final String PG_RECEIVEWAL =
      System.getProperty("pg_receivewal", "/usr/lib/postgresql/15/bin/pg_receivewal");
  private static final int COMMITS = 2_000;

  /** Some 2 GB of it. */
  private static final int ROWS_OF_LOG = 9_000_000;

  private static final int RUNS = Integer.getInteger("runs", 3);

  private final Path folder;

  private WalBenchmark(Path folder) {
    this.folder = folder;
  }

  /** Measures and prints. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory(Path.of("/var/tmp"), "wal-benchmark");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    Set<String> only =
        Set.of(System.getProperty("only", "age,age-s3,intake,latency,idle").strip().split(","));
    System.out.println(Machine.description());
    var benchmark = new WalBenchmark(folder);
    try {
      if (only.contains("age")) {
        benchmark.age("directory", RepositoryPlace.folder(folder.resolve("age-directory")));
      }
      if (only.contains("age-s3")) {
        benchmark.age("S3", RepositoryPlace.s3(home(folder, "age-bucket")));
      }
      if (only.contains("intake")) {
        for (int servers : List.of(1, 2, 4)) {
          benchmark.intake(servers);
        }
      }
      if (only.contains("latency")) {
        benchmark.latency();
      }
      if (only.contains("idle")) {
        new IdleServers(home(folder, "idle")).measure();
      }
    } finally {
      System.out.println("what was measured lies in " + folder);
    }
    System.exit(0);
  }

  private static Path home(Path folder, String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  private void age(String where, RepositoryPlace place) throws Exception {
    try (var service = new ServiceProcess(home(folder, "age-" + where), place).start("-Xmx256m");
        var server = new MeasuredServer(service.fleet, 18, Map.of())) {
      protect(service, server);
      ServerArchive archive = service.archive(server.id);
      var going = new AtomicBoolean(true);
      NavigableMap<Lsn, Long> commits = new ConcurrentSkipListMap<>();
      Thread writer = Thread.ofPlatform().start(() -> commitFiveASecond(server, going, commits));
      ServiceProcess.await("commits", () -> commits.size() > 10);
      long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      List<Double> ages = new ArrayList<>();
      while (System.nanoTime() < until) {
        Lsn end = archive.wal().coverage().end(1).orElseThrow();
        var newest = commits.floorEntry(end);
        ages.add((System.nanoTime() - newest.getValue()) / 1e6);
        Thread.sleep(7);
      }
      going.set(false);
      writer.join();
      double[] sorted = sorted(ages);
      System.out.printf(
          "age of the newest restorable commit, 5 commits/s, %s: median %.0f ms, 99 %% %.0f"
              + " ms, most %.0f ms (%d looks)%n",
          where,
          sorted[sorted.length / 2],
          sorted[sorted.length * 99 / 100],
          sorted[sorted.length - 1],
          sorted.length);
    }
  }

  private static void commitFiveASecond(
      MeasuredServer server, AtomicBoolean going, Map<Lsn, Long> commits) {
    try (Connection connection = server.database().connect();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO made VALUES (1, now())");
        PreparedStatement end =
            connection.prepareStatement("SELECT pg_current_wal_flush_lsn()::text")) {
      while (going.get()) {
        long at = System.nanoTime();
        insert.execute();
        long committed = System.nanoTime();
        try (var result = end.executeQuery()) {
          result.next();
          commits.put(Lsn.parse(result.getString(1)), committed);
        }
        Thread.sleep(Duration.ofNanos(Math.max(0, at + 200_000_000 - System.nanoTime())));
      }
    } catch (SQLException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The log is written while nobody receives it, so that the servers aren't what is measured. */
  private void intake(int count) throws Exception {
    List<MeasuredServer> servers = new ArrayList<>();
    try (var service = new ServiceProcess(home(folder, "intake-" + count)).start("-Xmx256m")) {
      while (servers.size() < count) {
        var settings = Map.of("max_wal_size", "16GB", "fsync", "off", "full_page_writes", "off");
        servers.add(new MeasuredServer(service.fleet, 18, settings));
        protect(service, servers.getLast());
      }
      List<Double> rates = new ArrayList<>();
      for (int run = 1; run <= RUNS; run++) {
        rates.add(intake(service, servers, run));
      }
      System.out.printf(
          "intake of %d servers' log, median: %.0f MB/s%n", count, sorted(rates)[rates.size() / 2]);
    } finally {
      servers.forEach(MeasuredServer::close);
    }
  }

  private static double intake(ServiceProcess service, List<MeasuredServer> servers, int run)
      throws Exception {
    service.kill();
    Map<ServerArchive, Lsn> goals = new LinkedHashMap<>();
    for (MeasuredServer server : servers) {
      writeLog(server, run, ROWS_OF_LOG / servers.size());
      goals.put(service.archive(server.id), server.end());
    }
    long before = bytes(goals);
    service.start("-Xmx256m");
    ServiceProcess.await("the first", () -> bytes(goals) > before);
    long began = bytes(goals);
    long time = System.nanoTime();
    double cpu = service.cpuSeconds();
    while (goals.entrySet().stream()
        .anyMatch(goal -> end(goal.getKey()).isBefore(goal.getValue()))) {
      Thread.sleep(20);
    }
    double seconds = (System.nanoTime() - time) / 1e9;
    double megabytes = (bytes(goals) - began) / 1e6;
    System.out.printf(
        "intake of %d servers' log: %.0f MB in %.1f s = %.0f MB/s, %.1f CPU s%n",
        servers.size(), megabytes, seconds, megabytes / seconds, service.cpuSeconds() - cpu);
    return megabytes / seconds;
  }

  /** The positions that these archives have reached, together. */
  private static long bytes(Map<ServerArchive, Lsn> goals) {
    return goals.keySet().stream().mapToLong(archive -> end(archive).position()).sum();
  }

  private static Lsn end(ServerArchive archive) {
    return archive.wal().coverage().end(1).orElseThrow();
  }

  private static void writeLog(MeasuredServer server, int run, int rows) throws SQLException {
    server
        .database()
        .execute(
            "CREATE TABLE log_" + run + " (id bigint, a text, b bytea)",
            "INSERT INTO log_"
                + run
                + " SELECT n, repeat(md5(n::text), 4),"
                + " decode(md5(n::text) || md5((n + 1)::text) || md5((n + 2)::text), 'hex')"
                + " FROM generate_series(1, %d) n".formatted(rows),
            "DROP TABLE log_" + run);
  }

  /** All on one server, one after the other, so that they differ in nothing else. */
  private void latency() throws Exception {
    try (var service = new ServiceProcess(home(folder, "latency")).start("-Xmx256m");
        var server = new MeasuredServer(service.fleet, 15, Map.of())) {
      protect(service, server);
      service.publish(new DurabilityChanged(server.id, Durability.Synchronous));
      List<Double> ratios = new ArrayList<>();
      for (int run = 0; run <= RUNS; run++) {
        double alone = commits(server, null);
        double ours = commits(server, "meridian_backup");
        double theirs = beside(server);
        if (run > 0) {
          System.out.printf(
              "commit: %.0f us; added by meridian %.0f us, by pg_receivewal --synchronous %.0f us:"
                  + " %.2f x%n",
              alone, ours - alone, theirs - alone, (ours - alone) / (theirs - alone));
          ratios.add((ours - alone) / (theirs - alone));
        }
      }
      System.out.printf("added to a commit, median: %.2f x%n", sorted(ratios)[RUNS / 2]);
    }
  }

  private double beside(MeasuredServer server) throws Exception {
    Path target = home(folder, "receivewal");
    Process receive =
        new ProcessBuilder(
                PG_RECEIVEWAL,
                "--synchronous",
                "--no-password",
                "-D",
                target.toString(),
                "-d",
                "host=127.0.0.1 port=%d user=postgres sslmode=require application_name=peer"
                    .formatted(server.postgres.port()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("receivewal.log").toFile())
            .start();
    try {
      return commits(server, "peer");
    } finally {
      receive.destroy();
      receive.waitFor();
    }
  }

  /** The median time of a commit in microseconds. */
  private static double commits(MeasuredServer server, @Nullable String standby) throws Exception {
    if (standby != null) {
      ServiceProcess.await(
          standby,
          () ->
              query(
                      server,
                      "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming' AND"
                          + " application_name = '"
                          + standby
                          + "'")
                  .equals("1"));
    }
    server.postgres.configure(Map.of("synchronous_standby_names", standby == null ? "" : standby));
    List<Double> times = new ArrayList<>();
    try (Connection connection = server.database().connect();
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO made VALUES (1, now())")) {
      for (int commit = -200; commit < COMMITS; commit++) {
        long from = System.nanoTime();
        insert.execute();
        if (commit >= 0) {
          times.add((System.nanoTime() - from) / 1e3);
        }
      }
    } finally {
      server.postgres.configure(Map.of("synchronous_standby_names", ""));
    }
    return sorted(times)[times.size() / 2];
  }

  private static String query(MeasuredServer server, String sql) {
    try {
      return server.database().query(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void protect(ServiceProcess service, MeasuredServer server) throws Exception {
    service.publish(server.provisioned());
    ServiceProcess.await("the first backup", () -> !service.archive(server.id).backups().isEmpty());
  }

  static double[] sorted(List<Double> values) {
    double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(all);
    return all;
  }
}
