package dev.meridian.events;

/**
 * What a server may use, and how it is backed up.
 *
 * @param vCores how many cores the server may use
 * @param storageGb how much it may store, in gigabytes
 * @param backupRetentionDays how far back it can be restored, 7 to 35
 * @param backupRedundancy where its backups lie
 */
public record PricingTier(
    ComputeTier computeTier,
    int vCores,
    int storageGb,
    int backupRetentionDays,
    Redundancy backupRedundancy) {

  /** The kinds of compute that are offered. */
  public enum ComputeTier {
    Basic,
    GeneralPurpose,
    MemoryOptimized
  }

  /** Where backups lie: in the server's region only, or copied to its paired region too. */
  public enum Redundancy {
    Local,
    Geo
  }
}
