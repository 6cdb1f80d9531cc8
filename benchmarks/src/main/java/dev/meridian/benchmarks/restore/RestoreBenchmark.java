package dev.meridian.benchmarks.restore;

import dev.meridian.benchmarks.backup.Accounts;
import dev.meridian.benchmarks.backup.Folders;
import dev.meridian.benchmarks.backup.HalfRandom;
import dev.meridian.benchmarks.backup.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Restores beside pgBackRest's: the files of a backup of both data sets, and an instant with much
 * log after the backup. Needs PostgreSQL 15's programs and pgBackRest as Debian installs them. As
 * root it also measures with nothing of the repositories in memory.
 */
public final class RestoreBenchmark {

  private static final int RUNS = Integer.getInteger("runs", 3);
  private static final int SCALE = Integer.getInteger("scale", 650);
  private static final long WAL_BYTES = Long.getLong("walMegabytes", 3000) * 1_000_000;

  /** As for a restore time objective of five seconds, at the rate that is assumed at first. */
  private static final long REPLAY_BYTES = Long.getLong("replayMegabytes", 320) * 1_000_000;

  /** Whether files alone are restored, too. */
  private static final boolean FILES = !"false".equals(System.getProperty("files"));

  private static final long ROWS = Long.getLong("rows", 4_200_000);

  private RestoreBenchmark() {}

  /** Measures and prints. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory(Path.of("/var/tmp"), "restore-benchmark");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    try {
      System.out.printf(
          "%s%n%s, PostgreSQL 15, medians of %d%n",
          Machine.description(), PgBackRest.version(), RUNS);
      var results = new Results();
      if (ROWS > 0 && FILES) {
        new FilesBenchmark(open(folder.resolve("files-s")), results)
            .run(RUNS, "S", new HalfRandom(ROWS));
      }
      if (SCALE > 0 && FILES) {
        new FilesBenchmark(open(folder.resolve("files-l")), results)
            .run(RUNS, "L", new Accounts(SCALE));
      }
      if (SCALE > 0) {
        new PointInTimeBenchmark(open(folder.resolve("pitr")), results)
            .run(RUNS, SCALE, WAL_BYTES, REPLAY_BYTES);
      }
    } finally {
      Folders.delete(folder);
    }
    System.exit(0);
  }

  private static Path open(Path folder) throws Exception {
    Files.createDirectory(folder);
    return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
  }
}
