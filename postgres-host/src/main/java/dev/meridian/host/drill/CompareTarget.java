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

  /** As long as postgres-host may be away, such as to be replaced, before the log is looked at. */
  private static final Duration PAUSE = Duration.ofSeconds(30);

  /** Looks through the log of a copy. */
  interface Log {

    /** When a heartbeat was committed last, if one was after an instant. */
    Optional<Instant> lastHeartbeat(Instant after);
  }

  private CompareTarget() {}

  /**
   * Compares. That the last transaction is the one that was planned was seen to by then.
   *
   * @param replayedTo when the last transaction that was replayed ended, if one was
   * @param last the last heartbeat in the copy, if there is one
   * @param log asked where that one is old: there is none while no host beats, or no server runs
   * @return that heartbeat, if it is one of the source's own
   * @throws ProvisioningFailure {@code target-missed}, {@code heartbeat-after-target} or {@code
   *     heartbeat-missing}
   */
  static Optional<Beat> compare(
      RestorePlan plan, @Nullable Instant replayedTo, Optional<Beat> last, Log log) {
    compareLog(plan, replayedTo);
    Optional<Beat> own = last.filter(beat -> beat.serverId().equals(plan.sourceServerId()));
    own.ifPresent(beat -> compareHeartbeat(plan, beat, log));
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

  private static void compareHeartbeat(RestorePlan plan, Beat beat, Log log) {
    Instant target = plan.targetTime();
    Instant lastCommit = plan.lastCommitAt();
    if (target != null && beat.at().isAfter(target)) {
      throw new ProvisioningFailure(
          "heartbeat-after-target",
          "The copy holds heartbeat %d of %s, after %s, which was to be restored"
              .formatted(beat.number(), beat.at(), target));
    }
    Duration two = beat.every().multipliedBy(2);
    if (lastCommit != null && beat.at().plus(two).plus(PAUSE).isBefore(lastCommit)) {
      log.lastHeartbeat(beat.at().plus(two)).ifPresent(later -> missing(beat, later));
    }
  }

  private static void missing(Beat beat, Instant later) {
    throw new ProvisioningFailure(
        "heartbeat-missing",
        "The last heartbeat in the copy is of %s, where the log has one of about %s: what was committed isn't there"
            .formatted(beat.at(), later));
  }
}
