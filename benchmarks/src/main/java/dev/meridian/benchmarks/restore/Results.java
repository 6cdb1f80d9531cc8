package dev.meridian.benchmarks.restore;

import dev.meridian.benchmarks.backup.Measured;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was measured, and how it compares. */
final class Results {

  /** Runs whose name ends with it do not count. */
  static final String WARM_UP = " (warm-up)";

  private final Map<String, List<Measured>> runs = new LinkedHashMap<>();

  void add(String name, Measured measured) {
    print(name, measured);
    if (!name.endsWith(WARM_UP)) {
      runs.computeIfAbsent(name, absent -> new ArrayList<>()).add(measured);
    }
  }

  void ratio(String ours, String theirs) {
    if (!runs.containsKey(ours) || !runs.containsKey(theirs)) {
      return;
    }
    double mine = Measured.median(runs.getOrDefault(ours, List.of())).seconds();
    double peer = Measured.median(runs.getOrDefault(theirs, List.of())).seconds();
    System.out.printf(
        "  %.3f x (%.2f s : %.2f s)  %s : %s%n", mine / peer, mine, peer, ours, theirs);
  }

  private static void print(String name, Measured measured) {
    System.out.printf(
        "  %-44s %6.2f s %6.2f CPU %8.1f MB%n",
        name, measured.seconds(), measured.cpuSeconds(), measured.storedBytes() / 1e6);
  }
}
