package dev.meridian.restore.source;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What is offered, by inventory's rules: the last word is its own. */
public final class Offer {

  /** How many cores each kind of compute comes with. */
  public static final Map<String, List<Integer>> V_CORES =
      Map.of(
          "Basic", List.of(1, 2),
          "GeneralPurpose", List.of(2, 4, 8, 16, 32, 64),
          "MemoryOptimized", List.of(2, 4, 8, 16, 32));

  /** Where backups can lie, for each kind of compute. */
  public static final Map<String, List<String>> REDUNDANCIES =
      Map.of(
          "Basic", List.of("Local"),
          "GeneralPurpose", List.of("Local", "Geo"),
          "MemoryOptimized", List.of("Local", "Geo"));

  static final List<String> COMPUTE_TIERS = List.of("Basic", "GeneralPurpose", "MemoryOptimized");
  static final List<String> ALL_REDUNDANCIES = List.of("Local", "Geo");
  static final int LEAST_STORAGE_GB = 5;
  static final int MOST_STORAGE_GB = 16_384;
  static final int SHORTEST_RETENTION_DAYS = 7;
  static final int LONGEST_RETENTION_DAYS = 35;

  /** How long a restore may replay log, at the least. */
  public static final Duration SHORTEST_OBJECTIVE = Duration.ofSeconds(30);

  /** The same, at the most. */
  public static final Duration LONGEST_OBJECTIVE = Duration.ofHours(24);

  private Offer() {}
}
