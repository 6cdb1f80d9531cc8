package dev.meridian.restore.http;

import dev.meridian.restore.source.Tier;
import org.jspecify.annotations.Nullable;

/**
 * A pricing tier, or what is to be different in one, as it is posted and shown.
 *
 * @param restoreTimeObjective an ISO 8601 duration
 */
record TierBody(
    @Nullable String computeTier,
    @Nullable Integer vCores,
    @Nullable Integer storageGb,
    @Nullable Integer backupRetentionDays,
    @Nullable String backupRedundancy,
    @Nullable String restoreTimeObjective) {

  static final TierBody NOTHING = new TierBody(null, null, null, null, null, null);

  static TierBody of(Tier tier) {
    return new TierBody(
        tier.computeTier(),
        tier.vCores(),
        tier.storageGb(),
        tier.backupRetentionDays(),
        tier.backupRedundancy(),
        tier.restoreTimeObjective());
  }
}
