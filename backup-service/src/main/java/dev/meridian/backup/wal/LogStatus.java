package dev.meridian.backup.wal;

import dev.meridian.postgres.Lsn;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with a server's log at one moment.
 *
 * @param timeline the timeline that is received; 0 before the first
 * @param unbrokenFrom since which position there is no gap, nor what can't be read, as far as known
 * @param safe up to where the log is safe in the repository
 * @param serverEnd up to where the server's log went when last heard
 * @param receivedBytes since this service started
 * @param lastCommit when the last commit that is safe was made, by the server's clock
 * @param coveredUntil up to when all that the server did is safe, by the server's clock
 * @param lastFlush when the archive last grew, by our clock
 * @param clockAhead how much the server's clock is ahead of ours, in microseconds
 * @param problem why nothing is being received, or what of the archive's end can't be read, if so
 */
public record LogStatus(
    State state,
    int timeline,
    Lsn unbrokenFrom,
    Lsn safe,
    Lsn serverEnd,
    long receivedBytes,
    @Nullable Instant lastCommit,
    @Nullable Instant coveredUntil,
    @Nullable Instant lastFlush,
    long clockAhead,
    @Nullable String problem) {

  /**
   * What a receiver is doing.
   *
   * <pre>
   * CONNECTING ⇄ STREAMING, both ──failure──► WAITING ──► CONNECTING, all ──► STOPPED
   * </pre>
   */
  public enum State {
    CONNECTING,
    STREAMING,
    /** After a failure, for the next try. */
    WAITING,
    STOPPED
  }

  static LogStatus beginning() {
    return new LogStatus(
        State.CONNECTING, 0, Lsn.ZERO, Lsn.ZERO, Lsn.ZERO, 0, null, null, null, 0, null);
  }

  /** How many bytes of the server's log are not safe yet, as far as is known. */
  public long lagBytes() {
    return Math.max(0, serverEnd.minus(safe));
  }

  /** Whether the log is being received. */
  public boolean isStreaming() {
    return state == State.STREAMING;
  }
}
