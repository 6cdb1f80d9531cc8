package dev.meridian.benchmarks.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What the machine's disks are at. */
final class Disks {

  private static final Path STATISTICS = Path.of("/proc/diskstats");
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int LONGEST = 60;

  /** Sectors of 512 bytes in a second; something is always written somewhere. */
  private static final long QUIET = 8192;

  /** Of a line's columns: sectors that were read, written, discarded. */
  private static final int[] SECTORS = {5, 9, 16};

  private Disks() {}

  /**
   * Returns when all is written, and hardly anything was done for a second: files of gigabytes that
   * the run before has deleted keep disks busy for long, and are no business of the next one.
   */
  static void settle() throws IOException, InterruptedException {
    new ProcessBuilder("sync").start().waitFor();
    long before = sectors();
    for (int look = 0; look < LONGEST; look++) {
      Thread.sleep(LOOK);
      long now = sectors();
      if (now - before < QUIET) {
        return;
      }
      before = now;
    }
  }

  private static long sectors() throws IOException {
    long sectors = 0;
    for (String line : Files.readAllLines(STATISTICS)) {
      String[] columns = line.strip().split(" +");
      for (int column : SECTORS) {
        sectors += column < columns.length ? Long.parseLong(columns[column]) : 0;
      }
    }
    return sectors;
  }
}
