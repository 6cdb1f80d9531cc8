package dev.meridian.restore.source;

import io.micronaut.data.annotation.Embeddable;
import io.micronaut.data.annotation.MappedProperty;

/**
 * A pricing tier, in the words of the events.
 *
 * @param restoreTimeObjective an ISO 8601 duration
 */
@Embeddable
public record Tier(
    @MappedProperty("compute_tier") String computeTier,
    @MappedProperty("v_cores") int vCores,
    @MappedProperty("storage_gb") int storageGb,
    @MappedProperty("backup_retention_days") int backupRetentionDays,
    @MappedProperty("backup_redundancy") String backupRedundancy,
    @MappedProperty("restore_time_objective") String restoreTimeObjective) {

  Tier withBackups(int retentionDays, String redundancy, String objective) {
    return new Tier(computeTier, vCores, storageGb, retentionDays, redundancy, objective);
  }
}
