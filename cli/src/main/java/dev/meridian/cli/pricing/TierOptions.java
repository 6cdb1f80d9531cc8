package dev.meridian.cli.pricing;

import dev.meridian.cli.api.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** A pricing tier, or as much of it as is given. */
public final class TierOptions {

  @Option(
      names = "--compute-tier",
      paramLabel = "TIER",
      description = "Basic, GeneralPurpose or MemoryOptimized.")
  private @Nullable String computeTier;

  @Option(
      names = "--vcores",
      paramLabel = "N",
      description = "Basic: 1, 2. GeneralPurpose: 2 to 64. MemoryOptimized: 2 to 32.")
  private @Nullable Integer vCores;

  @Option(
      names = "--storage-gb",
      paramLabel = "N",
      description = "5 to 16384; of a restored server, not less than its data.")
  private @Nullable Integer storageGb;

  @Option(
      names = "--backup-retention-days",
      paramLabel = "N",
      description = "How far back it can be restored: 7 to 35.")
  private @Nullable Integer retentionDays;

  @Option(
      names = "--backup-redundancy",
      paramLabel = "WHERE",
      description = "Local, or Geo: copied to the paired region too (not with Basic).")
  private @Nullable String redundancy;

  @Option(
      names = "--restore-time-objective",
      paramLabel = "TIME",
      converter = Objective.class,
      description = {
        "How long a restore may replay log: 30s to 24h, such as 90s, 5m, 1h30m.",
        "The next backup is due before that would take longer."
      })
  private @Nullable String objective;

  /** What was given. */
  public ObjectNode given() {
    ObjectNode tier = Json.object();
    if (computeTier != null) {
      tier.put("computeTier", computeTier);
    }
    if (vCores != null) {
      tier.put("vCores", vCores);
    }
    if (storageGb != null) {
      tier.put("storageGb", storageGb);
    }
    if (retentionDays != null) {
      tier.put("backupRetentionDays", retentionDays);
    }
    if (redundancy != null) {
      tier.put("backupRedundancy", redundancy);
    }
    if (objective != null) {
      tier.put("restoreTimeObjective", objective);
    }
    return tier;
  }

  /** What was given, and for a new server the least of the rest. */
  public ObjectNode complete() {
    ObjectNode tier = given();
    String compute = computeTier == null ? "Basic" : computeTier;
    tier.put("computeTier", compute);
    if (vCores == null) {
      tier.put("vCores", compute.equals("Basic") ? 1 : 2);
    }
    if (storageGb == null) {
      tier.put("storageGb", 32);
    }
    return tier;
  }
}
