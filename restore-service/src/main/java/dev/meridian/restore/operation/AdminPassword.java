package dev.meridian.restore.operation;

import dev.meridian.postgres.wal.TransactionEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which password of the admin a restored server will have, as far as it was set through Meridian.
 *
 * @param setAt when it was set; null where that isn't known
 * @param changedAt when it was changed since for the first time; null if it wasn't
 * @param uncertain whether the change came so soon after the last commit that is included that it
 *     may be this commit
 */
public record AdminPassword(
    String login, @Nullable Instant setAt, @Nullable Instant changedAt, boolean uncertain) {

  /** A host tells of a change a moment after the commit that made it. */
  private static final Duration TOLD_WITHIN = Duration.ofSeconds(1);

  /** Which of the passwords a restore has that includes a commit and not the next one. */
  static AdminPassword valid(
      String login,
      List<Instant> told,
      @Nullable TransactionEnd lastCommit,
      @Nullable TransactionEnd nextCommit) {
    Instant setAt = null;
    for (Instant each : told) {
      if (nextCommit != null && !each.isBefore(nextCommit.at())) {
        boolean uncertain = lastCommit != null && each.minus(TOLD_WITHIN).isBefore(lastCommit.at());
        return new AdminPassword(login, setAt, each, uncertain);
      }
      setAt = each;
    }
    return new AdminPassword(login, setAt, null, false);
  }
}
