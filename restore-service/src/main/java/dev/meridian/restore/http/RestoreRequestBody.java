package dev.meridian.restore.http;

import dev.meridian.messaging.problem.Refused;
import dev.meridian.restore.operation.AskedRestore;
import dev.meridian.restore.operation.Options;
import dev.meridian.restore.plan.Target;
import org.jspecify.annotations.Nullable;

/** What is posted to ask for a restore. */
record RestoreRequestBody(
    @Nullable String sourceServer,
    @Nullable TargetBody target,
    @Nullable String newServerName,
    @Nullable TierBody pricingTier,
    @Nullable String region,
    @Nullable String fromRegion,
    @Nullable String settings) {

  AskedRestore asked() {
    return new AskedRestore(source(), aim(), required("newServerName", newServerName), options());
  }

  Options options() {
    TierBody tier = pricingTier == null ? TierBody.NOTHING : pricingTier;
    return new Options(
        tier.computeTier(),
        tier.vCores(),
        tier.storageGb(),
        tier.backupRetentionDays(),
        tier.backupRedundancy(),
        tier.restoreTimeObjective(),
        region,
        fromRegion,
        settings);
  }

  String source() {
    return required("sourceServer", sourceServer);
  }

  Target aim() {
    if (target == null) {
      throw missing("target");
    }
    return target.parsed();
  }

  private static String required(String field, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw missing(field);
    }
    return value;
  }

  private static Refused missing(String field) {
    return Refused.invalid("request-invalid", field + " is missing").field(field);
  }
}
