package dev.meridian.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a server may use, and how it is backed up.
 *
 * @param vCores how many cores the server may use
 * @param storageGb how much it may store, in gigabytes
 * @param backupRetentionDays how far back it can be restored, 7 to 35
 * @param backupRedundancy where its backups lie
 * @param restoreTimeObjective how long a restore of it may replay log, 30 seconds to 24 hours: when
 *     it would come near to that, the next backup is due. {@link #USUAL_RESTORE_TIME_OBJECTIVE}
 *     where this is null
 */
public record PricingTier(
    ComputeTier computeTier,
    int vCores,
    int storageGb,
    int backupRetentionDays,
    Redundancy backupRedundancy,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Duration restoreTimeObjective) {

  /** That of a server of which none was ever said. */
  public static final Duration USUAL_RESTORE_TIME_OBJECTIVE = Duration.ofMinutes(5);

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
