package dev.meridian.cli.restore;

import dev.meridian.cli.pricing.TierOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** In what a new server is to differ from its source; what isn't said is as the source has it. */
final class DestinationOptions {

  @Mixin private final TierOptions tier = new TierOptions();

  @Option(names = "--region", paramLabel = "REGION", description = "Where it lives.")
  private @Nullable String region;

  @Option(
      names = "--from-region",
      paramLabel = "REGION",
      description =
          "Whose repository it is restored from: the source's region, or its pair, where the copies of a geographically redundant server lie. By itself, the pair is read where the own one can't be.")
  private @Nullable String fromRegion;

  @Option(
      names = "--settings",
      paramLabel = "WHOSE",
      description = {
        "AsOfTarget: what ALTER SYSTEM had written on the source by the target goes along (default).",
        "TierDefaults: it stays behind."
      })
  private @Nullable String settings;

  void addTo(ObjectNode request) {
    ObjectNode pricingTier = tier.given();
    if (!pricingTier.isEmpty()) {
      request.set("pricingTier", pricingTier);
    }
    if (region != null) {
      request.put("region", region);
    }
    if (fromRegion != null) {
      request.put("fromRegion", fromRegion);
    }
    if (settings != null) {
      request.put("settings", settings);
    }
  }
}
