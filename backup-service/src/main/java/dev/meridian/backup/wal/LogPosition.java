package dev.meridian.backup.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.WalSegment;

/** A place in the log of one timeline. */
record LogPosition(int timeline, Lsn lsn) {

  /** Where the segment that holds it begins, in the same timeline. */
  LogPosition segmentStart(int segmentSize) {
    return new LogPosition(timeline, WalSegment.at(timeline, lsn, segmentSize).start());
  }

  @Override
  public String toString() {
    return lsn + " of timeline " + timeline;
  }
}
