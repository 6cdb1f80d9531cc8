package dev.meridian.host.server;

import dev.meridian.postgres.Lsn;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which backup a server is made of, which log is replayed over it, and where that ends.
 *
 * @param region whose repository is read
 * @param timeline on which the target lies
 * @param walFrom the first log position that replay needs
 * @param walTo where the log that is needed ends, exclusive
 * @param targetLsn where the last record to replay begins, inclusive
 * @param targetTime the instant that was asked for, if one was
 * @param lastCommitAt when the last transaction that is included was committed, if that is known
 * @param backupBytes how much the backup's files take, unpacked
 * @param walBytes how much log is replayed
 * @param settings which settings it has besides its tier's; null, as older plans have it, for its
 *     source's own
 */
public record RestorePlan(
    UUID sourceServerId,
    String region,
    UUID backupId,
    int timeline,
    Lsn walFrom,
    Lsn walTo,
    Lsn targetLsn,
    @Nullable Instant targetTime,
    @Nullable Instant lastCommitAt,
    long backupBytes,
    long walBytes,
    @Nullable Settings settings) {

  /** Which settings a restored server has besides those that Meridian decides. Stored names. */
  public enum Settings {
    /** Those that its source's users made. */
    AS_OF_TARGET,
    /** Its tier's alone. */
    TIER_DEFAULTS
  }

  /** Whether the settings that the source's users made stay behind. */
  public boolean tierDefaults() {
    return settings == Settings.TIER_DEFAULTS;
  }
}
