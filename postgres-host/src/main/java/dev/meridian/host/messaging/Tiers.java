package dev.meridian.host.messaging;

import dev.meridian.events.PricingTier.Redundancy;
import dev.meridian.host.server.ComputeTier;
import dev.meridian.host.server.PricingTier;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Pricing tiers as events have them, and as this host does. */
final class Tiers {

  private Tiers() {}

  static PricingTier fromEvent(dev.meridian.events.PricingTier tier) {
    return new PricingTier(
        switch (tier.computeTier()) {
          case Basic -> ComputeTier.BASIC;
          case GeneralPurpose -> ComputeTier.GENERAL_PURPOSE;
          case MemoryOptimized -> ComputeTier.MEMORY_OPTIMIZED;
        },
        tier.vCores(),
        tier.storageGb(),
        tier.backupRetentionDays(),
        tier.backupRedundancy() == Redundancy.Geo,
        seconds(tier.restoreTimeObjective()));
  }

  static dev.meridian.events.PricingTier toEvent(PricingTier tier) {
    return new dev.meridian.events.PricingTier(
        switch (tier.computeTier()) {
          case BASIC -> dev.meridian.events.PricingTier.ComputeTier.Basic;
          case GENERAL_PURPOSE -> dev.meridian.events.PricingTier.ComputeTier.GeneralPurpose;
          case MEMORY_OPTIMIZED -> dev.meridian.events.PricingTier.ComputeTier.MemoryOptimized;
        },
        tier.cores(),
        tier.storageGb(),
        tier.backupRetentionDays(),
        tier.geoRedundant() ? Redundancy.Geo : Redundancy.Local,
        tier.restoreTimeObjectiveSeconds() == null
            ? null
            : Duration.ofSeconds(tier.restoreTimeObjectiveSeconds()));
  }

  static @Nullable Integer seconds(@Nullable Duration objective) {
    return objective == null ? null : Math.toIntExact(objective.toSeconds());
  }
}
