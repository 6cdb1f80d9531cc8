package dev.meridian.postgres.replication;

import dev.meridian.postgres.Lsn;

/**
 * The stretch of log without which the backup is not consistent.
 *
 * @param start where replay must begin
 * @param startTimeline the timeline there
 * @param end up to where replay must go at least
 * @param endTimeline the timeline there
 */
public record BaseBackupResult(Lsn start, int startTimeline, Lsn end, int endTimeline) {}
