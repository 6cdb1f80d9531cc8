package dev.meridian.postgres.wal;

import dev.meridian.postgres.Lsn;
import java.time.Instant;

/**
 * A commit or abort record of the write-ahead log: what point-in-time recovery counts time by.
 *
 * @param kind what ended the transaction
 * @param xid the transaction's id, unsigned 32 bits; for a prepared one, the id of the prepared
 *     transaction
 * @param at the time in the record, to the microsecond, by the server's clock
 * @param start where the record begins: the value for {@code recovery_target_lsn} that includes it
 * @param end where the next record may begin
 */
public record TransactionEnd(Kind kind, int xid, Instant at, Lsn start, Lsn end) {

  /** The four record types of PostgreSQL's {@code xact.h} that carry a time of an end. */
  public enum Kind {
    COMMIT,
    ABORT,
    COMMIT_PREPARED,
    ABORT_PREPARED;

    /** Whether the transaction's changes are visible from here on. */
    public boolean isCommit() {
      return this == COMMIT || this == COMMIT_PREPARED;
    }
  }
}
