package dev.meridian.inventory.messaging;

import dev.meridian.events.PricingTier;
import dev.meridian.inventory.pricing.AskedTier;
import dev.meridian.inventory.pricing.ComputeTier;
import dev.meridian.inventory.pricing.Redundancy;
import java.util.Objects;

/** Pricing tiers, here and in events. */
final class Tiers {

  private Tiers() {}

  /** What somebody asks for by an event; it may be wrong. */
  static AskedTier asked(PricingTier tier) {
    return new AskedTier(
        tier.computeTier().name(),
        tier.vCores(),
        tier.storageGb(),
        tier.backupRetentionDays(),
        tier.backupRedundancy().name(),
        tier.restoreTimeObjective() == null ? null : tier.restoreTimeObjective().toString());
  }

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
        },
        Math.toIntExact(
            Objects.requireNonNullElse(
                    tier.restoreTimeObjective(), PricingTier.USUAL_RESTORE_TIME_OBJECTIVE)
                .toSeconds()));
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
        },
        tier.restoreTimeObjective());
  }
}
