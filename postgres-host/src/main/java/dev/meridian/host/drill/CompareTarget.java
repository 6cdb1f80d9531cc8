package dev.meridian.host.drill;

import dev.meridian.host.heartbeat.HeartbeatTable.Beat;
import dev.meridian.host.provision.ProvisioningFailure;
import dev.meridian.host.server.RestorePlan;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a copy holds the second that it should, by two witnesses: the log, which says when what
 * was replayed was committed, and the heartbeat, which is data of the copy itself.
 */
final class CompareTarget {

  /** As long as postgres-host may be away, such as to be replaced, without a heartbeat. */
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private CompareTarget() {}

  /**
   * Compares.
   *
   * @param replayedTo when the last transaction that was replayed ended, if one was
   * @param last the last heartbeat in the copy, if there is one
   * @return that heartbeat, if it is one of the source's own
   * @throws ProvisioningFailure {@code target-missed}, {@code heartbeat-after-target} or {@code
   *     heartbeat-missing}
   */
  static Optional<Beat> compare(
      RestorePlan plan, @Nullable Instant replayedTo, Optional<Beat> last) {
    compareLog(plan, replayedTo);
    Optional<Beat> own = last.filter(beat -> beat.serverId().equals(plan.sourceServerId()));
    own.ifPresent(beat -> compareHeartbeat(plan, beat));
    return own;
  }

  /** That replay went as far as it should was seen to by then, by its position in the log. */
  private static void compareLog(RestorePlan plan, @Nullable Instant replayedTo) {
    Instant target = plan.targetTime();
    if (target != null && replayedTo != null && replayedTo.isAfter(target)) {
      throw new ProvisioningFailure(
          "target-missed",
          "The copy holds a transaction of %s, after %s, which was to be restored"
              .formatted(replayedTo, target));
    }
  }

  private static void compareHeartbeat(RestorePlan plan, Beat beat) {
    Instant target = plan.targetTime();
    Instant lastCommit = plan.lastCommitAt();
    if (target != null && beat.at().isAfter(target)) {
      throw new ProvisioningFailure(
          "heartbeat-after-target",
          "The copy holds heartbeat %d of %s, after %s, which was to be restored"
              .formatted(beat.number(), beat.at(), target));
    }
    Duration most = beat.every().multipliedBy(2).plus(PAUSE);
    if (lastCommit != null && beat.at().plus(most).isBefore(lastCommit)) {
      throw new ProvisioningFailure(
          "heartbeat-missing",
          ("The last heartbeat in the copy is of %s, where one is written every %s, and the last"
                  + " transaction of %s: transactions are missing, unless no heartbeat was written"
                  + " then, because postgres-host was away")
              .formatted(beat.at(), text(beat.every()), lastCommit));
    }
  }

  private static String text(Duration every) {
    return "%d ms".formatted(every.toMillis());
  }
}
