package dev.meridian.restore.messaging;

import dev.meridian.events.BackupEvent;
import dev.meridian.events.PricingTier;
import dev.meridian.events.RestorePlan;
import dev.meridian.events.RestoreTarget;
import dev.meridian.restore.plan.Plan;
import dev.meridian.restore.plan.Target;
import dev.meridian.restore.plan.Window.Gap;
import dev.meridian.restore.source.Tier;
import java.util.List;

/** The values of events, and this service's own. */
final class Translation {

  private Translation() {}

  static RestoreTarget target(Target target) {
    return target.at() == null
        ? new RestoreTarget.Latest()
        : new RestoreTarget.PointInTime(target.at());
  }

  static Target target(RestoreTarget target) {
    return switch (target) {
      case RestoreTarget.PointInTime point -> new Target(point.at());
      case RestoreTarget.Latest _ -> Target.LATEST;
    };
  }

  static PricingTier tier(Tier tier) {
    return new PricingTier(
        PricingTier.ComputeTier.valueOf(tier.computeTier()),
        tier.vCores(),
        tier.storageGb(),
        tier.backupRetentionDays(),
        PricingTier.Redundancy.valueOf(tier.backupRedundancy()));
  }

  static Tier tier(PricingTier tier) {
    return new Tier(
        tier.computeTier().name(),
        tier.vCores(),
        tier.storageGb(),
        tier.backupRetentionDays(),
        tier.backupRedundancy().name());
  }

  static RestorePlan plan(Plan plan) {
    return new RestorePlan(
        plan.sourceServerId(),
        plan.region(),
        plan.backupId(),
        plan.timeline(),
        plan.walFrom(),
        plan.walTo(),
        plan.targetLsn(),
        plan.targetTime(),
        plan.lastCommitAt(),
        plan.backupBytes(),
        plan.walBytes());
  }

  static List<Gap> gaps(List<BackupEvent.Gap> gaps) {
    return gaps.stream().map(gap -> new Gap(gap.from(), gap.to())).toList();
  }
}
