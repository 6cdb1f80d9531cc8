package dev.meridian.inventory.messaging;

import dev.meridian.events.PricingTier;
import dev.meridian.inventory.pricing.ComputeTier;
import dev.meridian.inventory.pricing.Redundancy;

/** Pricing tiers, here and in events. */
final class Tiers {

  private Tiers() {}

  static dev.meridian.inventory.pricing.PricingTier received(PricingTier tier) {
    return new dev.meridian.inventory.pricing.PricingTier(
        switch (tier.computeTier()) {
          case Basic -> ComputeTier.Basic;
          case GeneralPurpose -> ComputeTier.GeneralPurpose;
          case MemoryOptimized -> ComputeTier.MemoryOptimized;
        },
        tier.vCores(),
        tier.storageGb(),
        tier.backupRetentionDays(),
        switch (tier.backupRedundancy()) {
          case Local -> Redundancy.Local;
          case Geo -> Redundancy.Geo;
        });
  }

  static PricingTier published(dev.meridian.inventory.pricing.PricingTier tier) {
    return new PricingTier(
        switch (tier.computeTier()) {
          case Basic -> PricingTier.ComputeTier.Basic;
          case GeneralPurpose -> PricingTier.ComputeTier.GeneralPurpose;
          case MemoryOptimized -> PricingTier.ComputeTier.MemoryOptimized;
        },
        tier.vCores(),
        tier.storageGb(),
        tier.backupRetentionDays(),
        switch (tier.backupRedundancy()) {
          case Local -> PricingTier.Redundancy.Local;
          case Geo -> PricingTier.Redundancy.Geo;
        });
  }
}
