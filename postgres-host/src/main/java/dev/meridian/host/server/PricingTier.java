package dev.meridian.host.server;

import org.jspecify.annotations.Nullable;

/**
 * What a server may use. How it is backed up is kept only to be told again.
 *
 * @param cores how many cores it may use
 * @param storageGb how much it may store, in gigabytes
 * @param geoRedundant whether its backups are copied to the paired region
 * @param restoreTimeObjectiveSeconds how long a restore of it may replay log; null where that was
 *     never said
 */
public record PricingTier(
    ComputeTier computeTier,
    int cores,
    int storageGb,
    int backupRetentionDays,
    boolean geoRedundant,
    @Nullable Integer restoreTimeObjectiveSeconds) {}
