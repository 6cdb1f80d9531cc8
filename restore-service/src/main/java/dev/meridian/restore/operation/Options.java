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
 * @param fromRegion whose repository is read; null to let the archive's state decide
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Options(
    @Nullable String computeTier,
    @Nullable Integer vCores,
    @Nullable Integer storageGb,
    @Nullable Integer backupRetentionDays,
    @Nullable String backupRedundancy,
    @Nullable String region,
    @Nullable String fromRegion) {

  /** As the source has it, in all. */
  public static final Options NONE = new Options(null, null, null, null, null, null, null);

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  static Options parse(String json) {
    return json.isEmpty() ? NONE : JSON.readValue(json, Options.class);
  }

  String text() {
    return equals(NONE) ? "" : JSON.writeValueAsString(this);
  }

  boolean changeTier() {
    return computeTier != null
        || vCores != null
        || storageGb != null
        || backupRetentionDays != null
        || backupRedundancy != null;
  }

  Tier over(Tier tier) {
    return new Tier(
        computeTier == null ? tier.computeTier() : computeTier,
        vCores == null ? tier.vCores() : vCores,
        storageGb == null ? tier.storageGb() : storageGb,
        backupRetentionDays == null ? tier.backupRetentionDays() : backupRetentionDays,
        backupRedundancy == null ? tier.backupRedundancy() : backupRedundancy);
  }
}
