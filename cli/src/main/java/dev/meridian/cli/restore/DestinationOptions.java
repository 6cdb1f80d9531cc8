package dev.meridian.cli.restore;

import dev.meridian.cli.api.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** In what a new server is to differ from its source; what isn't said is as the source has it. */
final class DestinationOptions {

  @Option(
      names = "--tier",
      paramLabel = "TIER",
      description = "Basic, GeneralPurpose or MemoryOptimized.")
  private @Nullable String tier;

  @Option(names = "--vcores", paramLabel = "N", description = "How many vCores.")
  private @Nullable Integer vCores;

  @Option(
      names = "--storage",
      paramLabel = "GB",
      description = "How much it may store; not less than is restored.")
  private @Nullable Integer storage;

  @Option(
      names = "--retention",
      paramLabel = "DAYS",
      description = "How far back it can be restored.")
  private @Nullable Integer retention;

  @Option(
      names = "--redundancy",
      paramLabel = "WHERE",
      description = "Where its backups lie: Local or Geo.")
  private @Nullable String redundancy;

  @Option(names = "--region", paramLabel = "REGION", description = "Where it lives.")
  private @Nullable String region;

  @Option(
      names = "--from-region",
      paramLabel = "REGION",
      description =
          "Whose repository it is restored from: the source's region, or its pair, where the copies of a geographically redundant server lie. By itself, the pair is read where the own one can't be.")
  private @Nullable String fromRegion;

  void addTo(ObjectNode request) {
    ObjectNode pricingTier = Json.object();
    if (tier != null) {
      pricingTier.put("computeTier", tier);
    }
    if (vCores != null) {
      pricingTier.put("vCores", vCores);
    }
    if (storage != null) {
      pricingTier.put("storageGb", storage);
    }
    if (retention != null) {
      pricingTier.put("backupRetentionDays", retention);
    }
    if (redundancy != null) {
      pricingTier.put("backupRedundancy", redundancy);
    }
    if (!pricingTier.isEmpty()) {
      request.set("pricingTier", pricingTier);
    }
    if (region != null) {
      request.put("region", region);
    }
    if (fromRegion != null) {
      request.put("fromRegion", fromRegion);
    }
  }
}
