package dev.meridian.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that a host needs to restore a server: the backup, the WAL after it, and where to stop.
 *
 * <p>Log positions are in PostgreSQL's text form, {@code 16/B374D848}.
 *
 * @param sourceServerId whose backup and WAL these are: the server that is restored, or, for a
 *     target before its own birth, one that it was itself restored from
 * @param region whose repository is read
 * @param backupId the backup to start from
 * @param timeline the timeline on which the target lies
 * @param walFrom the backup's start: the first log position that replay needs
 * @param walTo where the log that is needed ends, exclusive
 * @param targetLsn where the last record to replay begins, PostgreSQL's {@code
 *     recovery_target_lsn}, inclusive
 * @param targetTime the instant that was asked for; null when none was
 * @param lastCommitAt when the last transaction that is included was committed, if the archive
 *     knows one
 * @param backupBytes how much the backup's files take, unpacked
 * @param walBytes how much log is replayed
 * @param settings whether the settings that the source's users made go along; they do when this is
 *     null
 */
public record RestorePlan(
    UUID sourceServerId,
    String region,
    UUID backupId,
    int timeline,
    String walFrom,
    String walTo,
    String targetLsn,
    @Nullable Instant targetTime,
    @Nullable Instant lastCommitAt,
    long backupBytes,
    long walBytes,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable RestoredSettings settings) {}
