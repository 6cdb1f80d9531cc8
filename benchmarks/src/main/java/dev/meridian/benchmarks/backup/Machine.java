package dev.meridian.benchmarks.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is measured on. */
public final class Machine {

  private Machine() {}

  /** Its processors, memory and system, and the Java that we run on. */
  public static String description() throws IOException {
    return "%d x %s, %s of memory, Linux %s, Java %s, heap %d MiB"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            line("/proc/cpuinfo", "model name"),
            line("/proc/meminfo", "MemTotal"),
            System.getProperty("os.version"),
            Runtime.version(),
            Runtime.getRuntime().maxMemory() >> 20);
  }

  /** Returns when whoever is measured next finds the machine as the one before did. */
  public static void settle() throws IOException, InterruptedException {
    Disks.settle();
  }

  /** The same with nothing of any file in memory; only root can, see {@link Caches}. */
  public static void settleCold() throws IOException, InterruptedException {
    Disks.settle();
    Caches.drop();
  }

  private static String line(String file, String name) throws IOException {
    try (var lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("?");
    }
  }
}
