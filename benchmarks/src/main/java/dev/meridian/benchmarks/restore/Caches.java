package dev.meridian.benchmarks.restore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel keeps of files in memory. */
final class Caches {

  private static final Path DROP = Path.of("/proc/sys/vm/drop_caches");

  private Caches() {}

  /** Only root can. */
  static boolean canBeDropped() {
    return Files.isWritable(DROP);
  }

  static void drop() throws IOException, InterruptedException {
    new ProcessBuilder("sync").start().waitFor();
    Files.writeString(DROP, "3");
  }
}
