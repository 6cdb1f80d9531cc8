package dev.meridian.benchmarks.backup;

import java.util.Comparator;
import java.util.List;

/**
 * What one run took.
 *
 * @param seconds on the clock
 * @param cpuSeconds of whoever took the backup, without the server
 * @param storedBytes what it added to the disk
 */
public record Measured(double seconds, double cpuSeconds, long storedBytes) {

  /** The run with the median time. */
  public static Measured median(List<Measured> runs) {
    return runs.stream()
        .sorted(Comparator.comparingDouble(Measured::seconds))
        .skip(runs.size() / 2)
        .findFirst()
        .orElseThrow();
  }
}
