package dev.meridian.postgres.wal;

import dev.meridian.postgres.Lsn;
import java.time.Instant;

/**
 * A place in the write-ahead log that somebody named by {@code pg_create_restore_point}.
 *
 * @param name up to 63 bytes; several may have the same
 * @param at when it was made, to the microsecond, by the server's clock
 * @param start where the record begins
 * @param end where the next record may begin
 */
public record RestorePoint(String name, Instant at, Lsn start, Lsn end) {}
