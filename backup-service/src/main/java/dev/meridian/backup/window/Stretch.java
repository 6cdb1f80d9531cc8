package dev.meridian.backup.window;

import java.time.Instant;

/**
 * A stretch of a server's life that is archived without a gap, and with a backup to begin from.
 *
 * @param earliest the first instant of it that can be restored
 * @param latest its last commit, never before {@code earliest}
 */
record Stretch(Instant earliest, Instant latest) {

  Stretch {
    if (latest.isBefore(earliest)) {
      latest = earliest;
    }
  }

  /** The same stretch, grown to a later commit. */
  Stretch until(Instant commit) {
    return new Stretch(earliest, commit);
  }
}
