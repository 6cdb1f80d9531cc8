package dev.meridian.host.restore;

import dev.meridian.host.instance.Instance;
import dev.meridian.postgres.wal.RelationFiles;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A copy on trial that has been recovered up to its target, and can be read. */
public final class RestoredCopy {

  private final Restoration restoration;
  private final Runnable rest;

  /**
   * One that pauses at its target.
   *
   * @param rest of its restore
   */
  RestoredCopy(Restoration restoration, Runnable rest) {
    this.restoration = restoration;
    this.rest = rest;
  }

  /** The process; it is removed when the one who looks at it is done. */
  public Instance instance() {
    return restoration.instance();
  }

  /**
   * When the last transaction that was replayed ended, if one was. The record that replay stopped
   * after may be of a later one: PostgreSQL stops before it notes that one's time ({@code
   * recoveryStopsAfter} in {@code xlogrecovery.c}).
   */
  public @Nullable Instant replayedTo() {
    return restoration.replayedTo();
  }

  /**
   * When the last transaction that it has was committed, by the log that it was made of: up to the
   * position that PostgreSQL says that it has replayed to, whatever was planned. Empty when none
   * was committed since its backup began.
   */
  public Optional<Instant> lastCommitAt() {
    return Optional.ofNullable(restoration.lastCommitAt());
  }

  /**
   * When the log up to there says that a relation was written to last, if it was after an instant.
   * Reads all of the log from that instant on.
   */
  public Optional<Instant> lastWrite(RelationFiles relation, Instant after) {
    return LastWrite.of(relation, restoration, after);
  }

  /**
   * Has it become what a restored server is, but for a way in over the network: it leaves recovery,
   * is made durable, and runs with the settings of its source's users. It can be written to then.
   */
  public void complete() {
    rest.run();
  }
}
