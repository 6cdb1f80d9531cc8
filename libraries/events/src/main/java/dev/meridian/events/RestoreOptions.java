package dev.meridian.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.meridian.events.PricingTier.ComputeTier;
import dev.meridian.events.PricingTier.Redundancy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * In what a restored server differs from its source; what is left out is as the source has it.
 *
 * @param vCores how many cores the server may use
 * @param storageGb how much it may store, in gigabytes; not less than is restored
 * @param backupRetentionDays how far back it can be restored, 7 to 35
 * @param backupRedundancy where its backups lie
 * @param restoreTimeObjective how long a restore of it may replay log, 30 seconds to 24 hours
 * @param region where it shall live
 * @param fromRegion from which region's repository it is restored: its source's own, or the one
 *     that its geographically redundant backups are copied to; left out, the other one is read only
 *     where the own one can't be
 * @param settings whether the settings that its source's users made go along; they do when this is
 *     left out
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RestoreOptions(
    @Nullable ComputeTier computeTier,
    @Nullable Integer vCores,
    @Nullable Integer storageGb,
    @Nullable Integer backupRetentionDays,
    @Nullable Redundancy backupRedundancy,
    @Nullable Duration restoreTimeObjective,
    @Nullable String region,
    @Nullable String fromRegion,
    @Nullable RestoredSettings settings) {}
