package dev.meridian.restore.operation;

import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.restore.source.FollowPasswords;
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

  /**
   * Which of the passwords a restore has that includes a commit and not the next one.
   *
   * @param nextCommit null where the archive has none: that proves nothing of what is told later
   * @param completeTo up to when all that was committed is known to be included, if there is no
   *     next commit
   */
  static AdminPassword valid(
      String login,
      List<Instant> told,
      @Nullable TransactionEnd lastCommit,
      @Nullable TransactionEnd nextCommit,
      Instant completeTo) {
    Instant setAt = null;
    for (Instant each : told) {
      boolean soon =
          lastCommit != null && !each.isAfter(lastCommit.at().plus(FollowPasswords.TOLD_WITHIN));
      boolean included =
          nextCommit == null ? soon || !each.isAfter(completeTo) : each.isBefore(nextCommit.at());
      if (!included) {
        boolean uncertain =
            lastCommit != null && each.minus(FollowPasswords.TOLD_WITHIN).isBefore(lastCommit.at());
        return new AdminPassword(login, setAt, each, uncertain);
      }
      setAt = each;
    }
    return new AdminPassword(login, setAt, null, false);
  }
}
