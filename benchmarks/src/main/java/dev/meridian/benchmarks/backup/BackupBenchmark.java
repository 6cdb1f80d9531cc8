package dev.meridian.benchmarks.backup;

import dev.meridian.benchmarks.store.RepositoryPlace;
import dev.meridian.repository.store.Store;
import dev.meridian.testsupport.TestDatabase;
import dev.meridian.testsupport.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Full and incremental backups beside pgBackRest, Barman and pg_basebackup: medians of some runs,
 * and the ratios, of PostgreSQL 15 where nothing else is said. Needs PostgreSQL 15's programs,
 * pgBackRest and Barman as Debian installs them; another pgBackRest is named by {@code
 * -Dpgbackrest=/path}, the data set by {@code -Ddata}. As root it also measures with nothing of the
 * server's files in memory.
 */
public final class BackupBenchmark {

  /** Runs whose name ends with it do not count. */
  private static final String WARM_UP = ", warm-up";

  /** With nothing of the server's files in memory but what its own buffers hold. */
  private static final String COLD = ", cold";

  private static final int RUNS = Integer.getInteger("runs", 3);
  private static final String PGBACKREST = System.getProperty("pgbackrest", "pgbackrest");
  private static final String PG_BASEBACKUP =
      System.getProperty("pg_basebackup", "/usr/lib/postgresql/15/bin/pg_basebackup");

  private final Path folder;
  private final DataSet data = DataSet.chosen();
  private final Map<String, List<Measured>> results = new LinkedHashMap<>();

  private BackupBenchmark(Path folder) {
    this.folder = folder;
  }

  /** A measured step. */
  private interface Step {
    Measured run() throws Exception;
  }

  /** Measures and prints. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory(Path.of("/var/tmp"), "backup-benchmark");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    try {
      var benchmark = new BackupBenchmark(folder);
      System.out.printf(
          "%s%n%s, %s, %s%n%s, medians of %d, warm cache where nothing else is said%n",
          Machine.description(),
          Command.run(PGBACKREST + " version").strip(),
          Command.run(PG_BASEBACKUP + " --version").strip(),
          Barman.version(),
          benchmark.data,
          RUNS);
      benchmark.fullBackups();
      benchmark.incrementalBackups();
      benchmark.print();
    } finally {
      Folders.delete(folder);
    }
    System.exit(0);
  }

  private void fullBackups() throws Exception {
    try (TestPostgres server = TestPostgres.start(15, Map.of("max_wal_size", "4GB"))) {
      data.load(server);
      for (int run = 0; run <= RUNS; run++) {
        String suffix = run == 0 ? WARM_UP : "";
        record("meridian full" + suffix, () -> meridianFull(server));
        record("pgBackRest lz4 full" + suffix, () -> pgBackRestFull(server, "lz4", 1));
        record("pgBackRest zst-3 full" + suffix, () -> pgBackRestFull(server, "zst", 3));
        record("pg_basebackup zstd:3,2" + suffix, () -> baseBackup(server));
        record(
            "Barman, not compressed" + suffix, () -> Barman.full(server, folder.resolve("barman")));
      }
      intoS3(server);
      if (Caches.canBeDropped()) {
        for (int run = 1; run <= RUNS; run++) {
          record("meridian full" + COLD, () -> meridianFull(server));
          record("pgBackRest lz4 full" + COLD, () -> pgBackRestFull(server, "lz4", 1));
          record("pg_basebackup zstd:3,2" + COLD, () -> baseBackup(server));
        }
      }
      incrementalOnFifteen(server);
    }
  }

  /** With what the server's walsender took. */
  private Measured meridianFull(TestPostgres server) throws IOException, InterruptedException {
    Path repository = folder.resolve("meridian");
    try {
      var cpu = ServerCpu.since(server);
      Measured ours = new MeridianBackups(server.port(), repository).full();
      return ours.withServer(cpu.seconds());
    } finally {
      Folders.delete(repository);
    }
  }

  /** The S3 server's processor time counts as ours, and its memory is of the same heap. */
  private void intoS3(TestPostgres server) throws Exception {
    Path objects = folder.resolve("s3");
    Store bucket = RepositoryPlace.s3(objects).open();
    var backups = new MeridianBackups(server.port(), objects, bucket);
    for (int run = 1; run <= RUNS; run++) {
      record("meridian full, into S3", backups::full);
    }
    Folders.delete(objects);
  }

  private Measured pgBackRestFull(TestPostgres server, String compression, int level)
      throws Exception {
    Path repository = folder.resolve("pgbackrest");
    try {
      Command.run(pgBackRest(server, "stanza-create"));
      return Command.measure(
          repository,
          pgBackRest(
              server,
              "backup --type=full --compress-type=%s --compress-level=%d"
                  .formatted(compression, level)));
    } finally {
      Folders.delete(repository);
    }
  }

  private void incrementalOnFifteen(TestPostgres server) throws Exception {
    TestDatabase database = server.database("postgres");
    Path repository = folder.resolve("pgbackrest");
    var ours = new MeridianBackups(server.port(), folder.resolve("meridian-15"));
    ours.full();
    String backup = "backup --compress-type=lz4 --type=";
    Command.run(pgBackRest(server, "stanza-create"));
    Command.run(pgBackRest(server, backup + "full"));
    for (int run = 1; run <= RUNS; run++) {
      data.touchOnePercent(database, run);
      record(
          "pgBackRest lz4 incremental, 1 %",
          () -> Command.measure(repository, pgBackRest(server, backup + "incr")));
      record(
          "pgBackRest lz4 incremental, nothing",
          () -> Command.measure(repository, pgBackRest(server, backup + "incr")));
      record("meridian incremental on 15, 1 %", ours::incremental);
      record("meridian incremental on 15, nothing", ours::incremental);
    }
    Folders.delete(repository);
  }

  private String pgBackRest(TestPostgres server, String command) {
    return (PGBACKREST
            + " --stanza=s --pg1-path=%s --pg1-port=%d --pg1-socket-path=%s --repo1-path=%s"
            + " --lock-path=%s --log-path=%s --log-level-console=error %s %s")
        .formatted(
            server.dataDirectory(),
            server.port(),
            server.socketDirectory(),
            folder.resolve("pgbackrest"),
            folder.resolve("lock"),
            folder.resolve("log"),
            command.startsWith("backup")
                ? "--process-max=2 --start-fast --repo1-retention-full=9 --no-archive-check"
                : "--no-online",
            command);
  }

  private Measured baseBackup(TestPostgres server) throws Exception {
    Path target = folder.resolve("basebackup");
    try {
      return Command.measure(
          target,
          "%s -h 127.0.0.1 -p %d -U postgres -D %s -Ft -X none -c fast %s"
              .formatted(
                  PG_BASEBACKUP,
                  server.port(),
                  target,
                  "--compress=client-zstd:level=3,workers=2"));
    } finally {
      Folders.delete(target);
    }
  }

  private void incrementalBackups() throws Exception {
    Path repository = folder.resolve("meridian-18");
    try (TestPostgres server =
        TestPostgres.start(18, Map.of("summarize_wal", "on", "max_wal_size", "4GB"))) {
      TestDatabase database = server.database("postgres");
      data.load(server);
      var backups = new MeridianBackups(server.port(), repository);
      for (int run = 1; run <= RUNS; run++) {
        record("meridian full of 18", backups::full);
      }
      for (int run = 0; run <= RUNS; run++) {
        String suffix = run == 0 ? WARM_UP : "";
        data.touchOnePercent(database, run);
        record("meridian incremental, 1 %" + suffix, backups::incremental);
        record("meridian incremental, nothing" + suffix, backups::incremental);
      }
    }
  }

  private void record(String name, Step step) throws Exception {
    if (name.endsWith(COLD)) {
      Machine.settleCold();
    } else {
      Machine.settle();
    }
    Measured measured = step.run();
    System.out.printf(
        "  %-42s %6.2f s %6.2f CPU %7.2f MB%n",
        name, measured.seconds(), measured.cpuSeconds(), measured.storedBytes() / 1e6);
    if (!name.endsWith(WARM_UP)) {
      results.computeIfAbsent(name, absent -> new ArrayList<>()).add(measured);
    }
  }

  private void print() {
    System.out.println("medians:");
    results.forEach(
        (name, runs) -> {
          Measured median = Measured.median(runs);
          System.out.printf(
              "  %-42s %6.2f s %6.2f CPU %7.2f MB%n",
              name, median.seconds(), median.cpuSeconds(), median.storedBytes() / 1e6);
        });
    ratio("wall", "meridian full", "pgBackRest lz4 full");
    ratio("wall", "meridian full", "pg_basebackup zstd:3,2");
    ratio("wall", "meridian full", "Barman, not compressed");
    ratio("wall", "meridian full of 18", "pgBackRest lz4 full");
    if (Caches.canBeDropped()) {
      ratio("wall", "meridian full" + COLD, "pgBackRest lz4 full" + COLD);
      ratio("wall", "meridian full" + COLD, "pg_basebackup zstd:3,2" + COLD);
    }
    ratio("CPU", "meridian full", "pgBackRest zst-3 full");
    ratio("stored", "meridian full", "pgBackRest zst-3 full");
    ratio("wall", "meridian incremental, 1 %", "pgBackRest lz4 incremental, 1 %");
    ratio("stored", "meridian incremental, 1 %", "pgBackRest lz4 incremental, 1 %");
    ratio("wall", "meridian incremental on 15, 1 %", "pgBackRest lz4 incremental, 1 %");
    ratio("stored", "meridian incremental on 15, 1 %", "pgBackRest lz4 incremental, 1 %");
    ratio("wall", "meridian incremental, nothing", "pgBackRest lz4 incremental, nothing");
  }

  private void ratio(String what, String ours, String theirs) {
    Measured mine = Measured.median(results.getOrDefault(ours, List.of()));
    Measured peer = Measured.median(results.getOrDefault(theirs, List.of()));
    double ratio =
        switch (what) {
          case "wall" -> mine.seconds() / peer.seconds();
          case "CPU" -> mine.cpuSeconds() / peer.cpuSeconds();
          default -> (double) mine.storedBytes() / peer.storedBytes();
        };
    System.out.printf("  %-7s %.3f x  %s : %s%n", what, ratio, ours, theirs);
  }
}
