package dev.meridian.benchmarks.backup;

import java.util.Comparator;
import java.util.List;

/**
 * What one run took.
 *
 * @param seconds on the clock
 * @param cpuSeconds of whoever took the backup, without the server unless that was added
 * @param storedBytes what it added to the disk
 */
public record Measured(double seconds, double cpuSeconds, long storedBytes) {

  /** The same with what the server took for it. */
  Measured withServer(double serverSeconds) {
    return new Measured(seconds, cpuSeconds + serverSeconds, storedBytes);
  }

  /** The run with the median time. */
  public static Measured median(List<Measured> runs) {
    return runs.stream()
        .sorted(Comparator.comparingDouble(Measured::seconds))
        .skip(runs.size() / 2)
        .findFirst()
        .orElseThrow();
  }
}
