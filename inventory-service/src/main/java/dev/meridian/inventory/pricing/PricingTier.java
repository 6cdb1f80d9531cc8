package dev.meridian.inventory.pricing;

import io.micronaut.data.annotation.Embeddable;
import io.micronaut.data.annotation.MappedProperty;
import java.time.Duration;

/**
 * What a server may use, and how it is backed up; only {@link AskedTier} makes one of what people
 * ask for.
 *
 * @param vCores how many cores the server may use
 * @param storageGb how much it may store, in gigabytes
 * @param backupRetentionDays how far back it can be restored
 * @param backupRedundancy where its backups lie
 * @param restoreTimeObjectiveSeconds how long a restore of it may replay log
 */
@Embeddable
public record PricingTier(
    @MappedProperty("compute_tier") ComputeTier computeTier,
    @MappedProperty("v_cores") int vCores,
    @MappedProperty("storage_gb") int storageGb,
    @MappedProperty("backup_retention_days") int backupRetentionDays,
    @MappedProperty("backup_redundancy") Redundancy backupRedundancy,
    @MappedProperty("restore_time_objective_seconds") int restoreTimeObjectiveSeconds) {

  /** How long a restore of it may replay log. */
  public Duration restoreTimeObjective() {
    return Duration.ofSeconds(restoreTimeObjectiveSeconds);
  }

  /** Whether the other one is backed up in the same way. */
  public boolean backsUpLike(PricingTier other) {
    return backupRetentionDays == other.backupRetentionDays
        && backupRedundancy == other.backupRedundancy
        && restoreTimeObjectiveSeconds == other.restoreTimeObjectiveSeconds;
  }

  /** Whether the other one gives a server the same to run with. */
  public boolean runsLike(PricingTier other) {
    return computeTier == other.computeTier
        && vCores == other.vCores
        && storageGb == other.storageGb;
  }
}
