package dev.meridian.restore.operation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.meridian.restore.source.Tier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * In what the new server is to differ from its source, as it was asked for; what is null is as the
 * source has it. The database keeps it as JSON, of which the names are a stored format.
 *
 * @param restoreTimeObjective an ISO 8601 duration
 * @param fromRegion whose repository is read; null to let the archive's state decide
 * @param settings one of {@link #AS_OF_TARGET}, which null stands for, and {@link #TIER_DEFAULTS}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Options(
    @Nullable String computeTier,
    @Nullable Integer vCores,
    @Nullable Integer storageGb,
    @Nullable Integer backupRetentionDays,
    @Nullable String backupRedundancy,
    @Nullable String restoreTimeObjective,
    @Nullable String region,
    @Nullable String fromRegion,
    @Nullable String settings) {

  /** As the source has it, in all. */
  public static final Options NONE =
      new Options(null, null, null, null, null, null, null, null, null);

  /** The settings that the source's users made go along. */
  public static final String AS_OF_TARGET = "AsOfTarget";

  /** The settings that the source's users made stay behind. */
  public static final String TIER_DEFAULTS = "TierDefaults";

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  static Options parse(String json) {
    return json.isEmpty() ? NONE : JSON.readValue(json, Options.class);
  }

  String text() {
    return equals(NONE) ? "" : JSON.writeValueAsString(this);
  }

  /** Whether the settings that the source's users made stay behind. */
  boolean tierDefaults() {
    return TIER_DEFAULTS.equals(settings);
  }

  boolean changeTier() {
    return computeTier != null
        || vCores != null
        || storageGb != null
        || backupRetentionDays != null
        || backupRedundancy != null
        || restoreTimeObjective != null;
  }

  Tier over(Tier tier) {
    return new Tier(
        computeTier == null ? tier.computeTier() : computeTier,
        vCores == null ? tier.vCores() : vCores,
        storageGb == null ? tier.storageGb() : storageGb,
        backupRetentionDays == null ? tier.backupRetentionDays() : backupRetentionDays,
        backupRedundancy == null ? tier.backupRedundancy() : backupRedundancy,
        restoreTimeObjective == null ? tier.restoreTimeObjective() : restoreTimeObjective);
  }
}
