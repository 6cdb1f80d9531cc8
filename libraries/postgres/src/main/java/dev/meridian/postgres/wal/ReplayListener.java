package dev.meridian.postgres.wal;

import dev.meridian.postgres.Lsn;

/**
 * Is told, for each record of the log, what its replay does to files of relations. Whatever of it
 * isn't known is {@link #everything}.
 *
 * <p>Not told: forks other than those that the record names as blocks. Replay also reads and writes
 * pages of the free space map and of the visibility map that no record names (PostgreSQL, {@code
 * heapam_xlog.c} and {@code freespace.c}), so that these must be there as a whole.
 */
public interface ReplayListener {

  /** The fork that has the relation's own content (PostgreSQL, {@code relpath.h}). */
  int MAIN_FORK = 0;

  /**
   * Replay writes a page.
   *
   * @param record where the record begins
   * @param relation whose page it is
   * @param fork which of its forks
   * @param block its number within the fork, from 0
   * @param whole whether the record has the page's whole content, so that nothing of what was there
   *     before is read: a page image that is applied, or a page that is made anew
   */
  void page(Lsn record, RelationFiles relation, int fork, long block, boolean whole);

  /** Replay truncates or removes the relation's files. */
  void files(Lsn record, RelationFiles relation);

  /**
   * Replay does something to files that isn't told page by page: copies or removes a database or a
   * tablespace, or what an extension's resource manager does.
   */
  void everything(Lsn record);

  /**
   * A transaction is prepared. Until its end is replayed, and when replay ends before that, this
   * record may be read once more (PostgreSQL, {@code XlogReadTwoPhaseData} in {@code twophase.c}).
   *
   * @param xid unsigned 32 bits
   */
  void prepared(Lsn record, int xid);
}
