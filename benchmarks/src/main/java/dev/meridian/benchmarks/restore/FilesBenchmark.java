package dev.meridian.benchmarks.restore;

import com.sun.management.OperatingSystemMXBean;
import dev.meridian.benchmarks.backup.Caches;
import dev.meridian.benchmarks.backup.Command;
import dev.meridian.benchmarks.backup.DataSet;
import dev.meridian.benchmarks.backup.Folders;
import dev.meridian.benchmarks.backup.Machine;
import dev.meridian.benchmarks.backup.Measured;
import dev.meridian.benchmarks.backup.MeridianBackups;
import dev.meridian.repository.ServerArchive;
import dev.meridian.testsupport.TestPostgres;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/** The files of a full backup into an empty folder, durable when it ends. */
final class FilesBenchmark {

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final Path folder;
  private final Results results;
  private final PgBackRest pgBackRest;

  FilesBenchmark(Path folder, Results results) {
    this.folder = folder;
    this.results = results;
    this.pgBackRest = new PgBackRest(folder.resolve("pgbackrest"));
  }

  /** Measures, under the data set's name. */
  void run(int runs, String name, DataSet data) throws Exception {
    String ours = "meridian files " + name;
    String theirs = "pgBackRest files " + name;
    MeridianBackups backups;
    try (TestPostgres server = TestPostgres.start(15, Map.of("max_wal_size", "4GB"))) {
      data.load(server);
      backups = new MeridianBackups(server.port(), folder.resolve("meridian"));
      backups.full();
      pgBackRest.backUp(server, false);
    }
    for (int run = 0; run <= runs; run++) {
      String suffix = run == 0 ? Results.WARM_UP : "";
      Machine.settle();
      results.add(ours + ", warm" + suffix, meridian(backups));
      Machine.settle();
      results.add(theirs + ", warm" + suffix, peer());
    }
    for (int run = 1; run <= runs && Caches.canBeDropped(); run++) {
      Machine.settleCold();
      results.add(ours + ", cold", meridian(backups));
      Machine.settleCold();
      results.add(theirs + ", cold", peer());
    }
    Folders.delete(folder);
    results.ratio(ours + ", warm", theirs + ", warm");
    results.ratio(ours + ", cold", theirs + ", cold");
  }

  private Measured meridian(MeridianBackups backups) throws Exception {
    Path target = folder.resolve("restored");
    try {
      ServerArchive archive = backups.archive();
      UUID backup = archive.backups().getLast().id();
      long cpu = SYSTEM.getProcessCpuTime();
      long from = System.nanoTime();
      archive.openBackup(backup).restore(target, Map.of(), true, (done, total) -> {});
      double seconds = (System.nanoTime() - from) / 1e9;
      return new Measured(seconds, (SYSTEM.getProcessCpuTime() - cpu) / 1e9, Folders.bytes(target));
    } finally {
      Folders.delete(target);
    }
  }

  private Measured peer() throws Exception {
    Path target = folder.resolve("restored-by-peer");
    try {
      Command.run("mkdir -m 700 " + target);
      return Command.measure(target, pgBackRest.restore(target, "--type=none"));
    } finally {
      Folders.delete(target);
    }
  }
}
