package dev.meridian.restore.messaging;

import dev.meridian.events.BackupEvent;
import dev.meridian.events.PricingTier;
import dev.meridian.events.RestoreOptions;
import dev.meridian.events.RestorePlan;
import dev.meridian.events.RestoreTarget;
import dev.meridian.events.RestoredSettings;
import dev.meridian.postgres.Lsn;
import dev.meridian.restore.operation.Options;
import dev.meridian.restore.plan.Plan;
import dev.meridian.restore.plan.Target;
import dev.meridian.restore.plan.Window.Gap;
import dev.meridian.restore.source.Tier;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The values of events, and this service's own. */
final class Translation {

  private Translation() {}

  static RestoreTarget target(Target target) {
    return switch (target) {
      case Target.PointInTime point -> new RestoreTarget.PointInTime(point.at());
      case Target.Latest _ -> new RestoreTarget.Latest();
      case Target.LogPosition position -> new RestoreTarget.LogPosition(position.lsn().toString());
      case Target.BeforeTransaction before ->
          new RestoreTarget.BeforeTransaction(before.transactionId());
      case Target.AfterTransaction after ->
          new RestoreTarget.AfterTransaction(after.transactionId());
      case Target.BackupEnd backup -> new RestoreTarget.BackupEnd(backup.backupId());
      case Target.NamedPoint point -> new RestoreTarget.NamedPoint(point.name());
    };
  }

  static Target target(RestoreTarget target) {
    return switch (target) {
      case RestoreTarget.PointInTime point -> new Target.PointInTime(point.at());
      case RestoreTarget.Latest _ -> Target.LATEST;
      case RestoreTarget.LogPosition position -> new Target.LogPosition(Lsn.parse(position.lsn()));
      case RestoreTarget.BeforeTransaction before ->
          new Target.BeforeTransaction(before.transactionId());
      case RestoreTarget.AfterTransaction after ->
          new Target.AfterTransaction(after.transactionId());
      case RestoreTarget.BackupEnd backup -> new Target.BackupEnd(backup.backupId());
      case RestoreTarget.NamedPoint point -> new Target.NamedPoint(point.name());
    };
  }

  static @Nullable RestoreOptions options(Options options) {
    return options.equals(Options.NONE)
        ? null
        : new RestoreOptions(
            options.computeTier() == null
                ? null
                : PricingTier.ComputeTier.valueOf(options.computeTier()),
            options.vCores(),
            options.storageGb(),
            options.backupRetentionDays(),
            options.backupRedundancy() == null
                ? null
                : PricingTier.Redundancy.valueOf(options.backupRedundancy()),
            options.restoreTimeObjective() == null
                ? null
                : Duration.parse(options.restoreTimeObjective()),
            options.region(),
            options.fromRegion(),
            settings(options));
  }

  private static @Nullable RestoredSettings settings(Options options) {
    return options.settings() == null ? null : RestoredSettings.valueOf(options.settings());
  }

  static Options options(@Nullable RestoreOptions options) {
    return options == null
        ? Options.NONE
        : new Options(
            options.computeTier() == null ? null : options.computeTier().name(),
            options.vCores(),
            options.storageGb(),
            options.backupRetentionDays(),
            options.backupRedundancy() == null ? null : options.backupRedundancy().name(),
            text(options.restoreTimeObjective()),
            options.region(),
            options.fromRegion(),
            options.settings() == null ? null : options.settings().name());
  }

  static PricingTier tier(Tier tier) {
    return new PricingTier(
        PricingTier.ComputeTier.valueOf(tier.computeTier()),
        tier.vCores(),
        tier.storageGb(),
        tier.backupRetentionDays(),
        PricingTier.Redundancy.valueOf(tier.backupRedundancy()),
        Duration.parse(tier.restoreTimeObjective()));
  }

  static Tier tier(PricingTier tier) {
    return new Tier(
        tier.computeTier().name(),
        tier.vCores(),
        tier.storageGb(),
        tier.backupRetentionDays(),
        tier.backupRedundancy().name(),
        Objects.requireNonNullElse(
                tier.restoreTimeObjective(), PricingTier.USUAL_RESTORE_TIME_OBJECTIVE)
            .toString());
  }

  static @Nullable String text(@Nullable Duration objective) {
    return objective == null ? null : objective.toString();
  }

  static RestorePlan plan(Plan plan, Options options) {
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
        plan.walBytes(),
        settings(options));
  }

  static List<BackupEvent.Gap> eventGaps(List<Gap> gaps) {
    return gaps.stream().map(gap -> new BackupEvent.Gap(gap.from(), gap.to())).toList();
  }

  static List<Gap> gaps(List<BackupEvent.Gap> gaps) {
    return gaps.stream().map(gap -> new Gap(gap.from(), gap.to())).toList();
  }
}
