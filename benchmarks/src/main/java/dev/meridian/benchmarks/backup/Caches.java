package dev.meridian.benchmarks.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel keeps of files in memory. */
public final class Caches {

  private static final Path DROP = Path.of("/proc/sys/vm/drop_caches");

  private Caches() {}

  /** Only root can. */
  public static boolean canBeDropped() {
    return Files.isWritable(DROP);
  }

  /** Writes what is new, and forgets all. */
  static void drop() throws IOException, InterruptedException {
    new ProcessBuilder("sync").start().waitFor();
    Files.writeString(DROP, "3");
  }
}
