package dev.meridian.benchmarks.restore;

import com.sun.management.OperatingSystemMXBean;
import dev.meridian.benchmarks.backup.Command;
import dev.meridian.benchmarks.backup.Folders;
import dev.meridian.benchmarks.backup.Machine;
import dev.meridian.benchmarks.backup.Measured;
import dev.meridian.benchmarks.backup.MeridianBackups;
import dev.meridian.host.server.Server;
import dev.meridian.postgres.runtime.LoopbackPort;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.security.fleet.FleetDirectory;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/** A server as it was at an instant with much log after the backup, from command to read-write. */
final class PointInTimeBenchmark {

  private static final String OURS = "meridian point in time";
  private static final String SCHEDULED = OURS + ", replay bounded";
  private static final String THEIRS = "pgBackRest point in time";
  private static final String DIGEST =
      "SELECT count(*) || ' ' || sum(delta) FROM public.pgbench_history";
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final Path folder;
  private final Results results;
  private final PgBackRest pgBackRest;

  PointInTimeBenchmark(Path folder, Results results) {
    this.folder = folder;
    this.results = results;
    this.pgBackRest = new PgBackRest(folder.resolve("pgbackrest"));
  }

  /**
   * Measures.
   *
   * @param replayBytes as much log as our own schedule of backups leaves to be replayed
   */
  void run(int runs, int scale, long walBytes, long replayBytes) throws Exception {
    FleetDirectory fleet = FleetDirectory.createIfAbsent(folder.resolve("fleet"));
    var key = RepositoryKey.fromBase64(Base64.getEncoder().encodeToString(fleet.repositoryKey()));
    Path repository = folder.resolve("meridian");
    UUID sourceId = UUID.randomUUID();
    var server = LoggedServer.start();
    var backups = new MeridianBackups(server.port(), repository, key, sourceId);
    LoggedServer.Targets targets;
    // Gone when it is restored: its files would take the memory that restored ones need.
    try (var source = new LoggedServer(server, backups, pgBackRest)) {
      source.backUp(backups, scale);
      targets = source.work(walBytes, replayBytes, backups);
    }
    print(targets.farOff());
    print(targets.near());
    try (RunningHost host = RunningHost.start(folder.resolve("servers"), repository, fleet)) {
      for (int run = 0; run <= runs; run++) {
        String suffix = run == 0 ? Results.WARM_UP : "";
        Machine.settle();
        results.add(OURS + suffix, meridian(host, sourceId, targets.farOff()));
        Machine.settle();
        results.add(SCHEDULED + suffix, meridian(host, sourceId, targets.near()));
        Machine.settle();
        results.add(THEIRS + suffix, peer(targets.farOff()));
      }
    }
    results.ratio(OURS, THEIRS);
    results.ratio(SCHEDULED, THEIRS);
  }

  private static void print(LoggedServer.Target target) {
    System.out.printf(
        "  %.2f GB of files, %.2f GB of log%n",
        target.backup().logicalBytes() / 1e9, target.replayedBytes() / 1e9);
  }

  private static Measured meridian(RunningHost host, UUID sourceId, LoggedServer.Target target) {
    Server restored = host.server();
    try {
      long cpu = SYSTEM.getProcessCpuTime();
      long from = System.nanoTime();
      host.restore(restored, sourceId, target);
      double seconds = (System.nanoTime() - from) / 1e9;
      double cpuSeconds = (SYSTEM.getProcessCpuTime() - cpu) / 1e9;
      require(target, host.query(restored, DIGEST));
      return new Measured(seconds, cpuSeconds, target.backup().logicalBytes());
    } finally {
      host.instance(restored).destroy();
    }
  }

  private Measured peer(LoggedServer.Target target) throws Exception {
    Path data = folder.resolve("restored-by-peer");
    int port = LoopbackPort.free();
    String programs = "/usr/lib/postgresql/15/bin/";
    String psql = "psql -XAt -h %s -p %d -U postgres postgres".formatted(folder, port);
    try {
      Command.run("mkdir -m 700 " + data);
      Instant at = target.at();
      String restore =
          pgBackRest.restore(
              data, "--type=time --target-action=promote --target='%s'".formatted(zoned(at)));
      String start =
          programs
              + "pg_ctl start -s -w -t 3600 -D %s -l %s/peer.log -o \"-p %d -k %s -c listen_addresses= -c fsync=on -c archive_mode=off -c shared_buffers=2560MB\""
                  .formatted(data, folder, port, folder);
      String wait =
          "until [ $(%s -c 'select pg_is_in_recovery()') = f ]; do sleep 0.05; done"
              .formatted(psql);
      Measured measured =
          Command.measure(folder.resolve("none"), restore + " && " + start + " && " + wait);
      require(target, Command.run(psql + " -c \"" + DIGEST + "\"").strip());
      return new Measured(measured.seconds(), measured.cpuSeconds(), Folders.bytes(data));
    } finally {
      Command.run(programs + "pg_ctl stop -s -m immediate -D %s || true".formatted(data));
      Folders.delete(data);
    }
  }

  private static String zoned(Instant at) {
    return at.toString().replace("T", " ").replace("Z", "+00");
  }

  private static void require(LoggedServer.Target target, String found) {
    if (!target.digest().equals(found)) {
      throw new IllegalStateException("%s, not %s".formatted(found, target.digest()));
    }
  }
}
