package dev.meridian.repository.window;

import java.time.Instant;

/**
 * A stretch of a server's life that is archived without a gap, and with a backup to begin from.
 *
 * @param earliest the first instant of it that can be restored
 * @param latest its last commit, never before {@code earliest}
 */
public record Stretch(Instant earliest, Instant latest) {

  /** Puts the latest where the earliest is if it is before that. */
  public Stretch {
    if (latest.isBefore(earliest)) {
      latest = earliest;
    }
  }

  /** The same stretch, grown to a later commit. */
  public Stretch until(Instant commit) {
    return new Stretch(earliest, commit);
  }

  /** Whether an instant lies in it. */
  public boolean contains(Instant instant) {
    return !instant.isBefore(earliest) && !instant.isAfter(latest);
  }
}
