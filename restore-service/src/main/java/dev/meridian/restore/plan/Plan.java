package dev.meridian.restore.plan;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that a host needs to restore a server. Log positions are in PostgreSQL's text form.
 *
 * @param timeline on which the target lies
 * @param walFrom where the log that is needed begins: the first segment that replay reads
 * @param walTo where it ends, exclusive
 * @param targetLsn where the last record to replay begins, PostgreSQL's {@code
 *     recovery_target_lsn}, inclusive: that of the last commit, or of the backup's own end
 * @param targetTime the instant that was asked for; null for the latest
 * @param lastCommitAt when the last transaction that is included was committed, if the log that is
 *     read knows one
 * @param backupBytes what the backup's files take, unpacked
 * @param walBytes how much log is read
 */
public record Plan(
    UUID sourceServerId,
    String region,
    UUID backupId,
    int postgresVersion,
    int timeline,
    String walFrom,
    String walTo,
    String targetLsn,
    @Nullable Instant targetTime,
    @Nullable Instant lastCommitAt,
    long backupBytes,
    long walBytes) {}
