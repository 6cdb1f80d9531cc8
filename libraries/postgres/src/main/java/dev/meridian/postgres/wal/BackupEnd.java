package dev.meridian.postgres.wal;

import static dev.meridian.postgres.wal.PageHeader.PAGE;

import dev.meridian.postgres.Lsn;

/**
 * The record with which a base backup of a primary ends, {@code XLOG_BACKUP_END}: a header of 24
 * bytes, two that introduce its data and the eight of the backup's start, padded to 40. Layout:
 * PostgreSQL's {@code xlogrecord.h}, the same in 15 to 18.
 */
public final class BackupEnd {

  private static final int SIZE = 40;

  private BackupEnd() {}

  /**
   * Where the record begins: as {@code recovery_target_lsn}, inclusive, it makes recovery end where
   * the backup did. (A {@code recovery_target} of {@code immediate} needs a record after the
   * backup's to stop before, and the archive may hold none.)
   *
   * @param stop where the record ends: the position that the server gave for the backup's end
   * @param segmentSize bytes of a WAL segment of the server
   */
  public static Lsn startOf(Lsn stop, int segmentSize) {
    long position = stop.position();
    int inPage = (int) (position & (PAGE - 1));
    int header = PageHeader.sizeAt(position, segmentSize);
    int held = inPage == 0 ? SIZE : Math.min(SIZE, inPage - header);
    return new Lsn(held == SIZE ? position - SIZE : position - inPage - (SIZE - held));
  }
}
