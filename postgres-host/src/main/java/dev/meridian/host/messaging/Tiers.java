package dev.meridian.host.messaging;

import dev.meridian.events.PricingTier.Redundancy;
import dev.meridian.host.server.ComputeTier;
import dev.meridian.host.server.PricingTier;

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
        tier.backupRedundancy() == Redundancy.Geo);
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
        tier.geoRedundant() ? Redundancy.Geo : Redundancy.Local);
  }
}
