package dev.meridian.repository.backup;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import java.time.Instant;

/**
 * What the server said about a base backup, known when it has ended.
 *
 * @param label the backup's label
 * @param postgresVersion as the server prints it, {@code 18.6}
 * @param systemIdentifier the cluster's, unsigned 64 bits
 * @param segmentSize bytes of a WAL segment of the server, {@code wal_segment_size}
 * @param timeline the server's timeline
 * @param start where replay begins: the checkpoint's redo position
 * @param stop up to where WAL must be replayed at least, for the data to be consistent
 * @param startedAt when it began, by the server's clock
 * @param stoppedAt when it ended, by the server's clock: the earliest instant it can be restored to
 */
public record BackupFacts(
    String label,
    String postgresVersion,
    long systemIdentifier,
    int segmentSize,
    int timeline,
    Lsn start,
    Lsn stop,
    Instant startedAt,
    Instant stoppedAt) {

  /** Checks that the range is one and the segment size a power of two from 1 MiB to 1 GiB. */
  public BackupFacts {
    if (stop.isBefore(start)) {
      throw new IllegalArgumentException("A backup from " + start + " to " + stop);
    }
    if (Integer.bitCount(segmentSize) != 1 || segmentSize < 1 << 20 || segmentSize > 1 << 30) {
      throw new IllegalArgumentException("No size of a WAL segment: " + segmentSize);
    }
  }

  /** The first position of the segment that replay begins in: WAL is needed from here on. */
  public Lsn firstNeeded() {
    return new Lsn(start.position() & -(long) segmentSize);
  }

  /**
   * Whether it lies on a line of descent. The position of its stop is that of the byte after it.
   */
  public boolean liesOn(TimelineHistory line) {
    return line.timelineAt(stop.plus(-1)) == timeline;
  }

  /** The same, but ended at another instant. */
  public BackupFacts stoppedAt(Instant other) {
    return new BackupFacts(
        label,
        postgresVersion,
        systemIdentifier,
        segmentSize,
        timeline,
        start,
        stop,
        startedAt,
        other);
  }

  /** The major version, 18 for {@code 18.6} and for {@code 18beta1}. */
  public int postgresMajor() {
    int digits = 0;
    while (digits < postgresVersion.length() && Character.isDigit(postgresVersion.charAt(digits))) {
      digits++;
    }
    return Integer.parseInt(postgresVersion.substring(0, digits));
  }
}
