package dev.meridian.repository.wal;

import dev.meridian.postgres.Lsn;

/**
 * Some bytes of the log, one directly after the other.
 *
 * @param timeline the timeline's id
 * @param start of the first byte
 * @param end after the last byte
 */
public record WalRange(int timeline, Lsn start, Lsn end) {

  /** Checks that there is at least one byte. */
  public WalRange {
    if (!start.isBefore(end)) {
      throw new IllegalArgumentException("No range of the log: from " + start + " to " + end);
    }
  }

  /** How many bytes it has. */
  public long length() {
    return end.minus(start);
  }

  /** Whether all of {@code other} lies in it. */
  public boolean contains(WalRange other) {
    return timeline == other.timeline && !other.start.isBefore(start) && !end.isBefore(other.end);
  }

  /** Whether they have a byte in common. */
  public boolean overlaps(WalRange other) {
    return timeline == other.timeline && start.isBefore(other.end) && other.start.isBefore(end);
  }

  @Override
  public String toString() {
    return "timeline " + timeline + " from " + start + " to " + end;
  }
}
