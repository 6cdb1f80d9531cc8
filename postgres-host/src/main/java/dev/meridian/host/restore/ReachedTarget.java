package dev.meridian.host.restore;

import dev.meridian.host.provision.ProvisioningFailure;
import dev.meridian.host.server.RestorePlan;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether what was replayed is what the target means. The witness is the log that it was made of,
 * up to the position that PostgreSQL says that it has replayed to, whatever was planned.
 */
final class ReachedTarget {

  private ReachedTarget() {}

  /**
   * When the last transaction was committed that was replayed; empty when none was since the backup
   * began.
   *
   * @throws ProvisioningFailure {@code target-missed}
   */
  static Optional<Instant> lastCommitAt(Restoration restoration) {
    Lsn from = restoration.backup().summary().facts().start();
    Optional<TransactionEnd> last =
        restoration.wal().lastCommit(restoration.line(), from, restoration.restoredTo());
    require(restoration.plan(), last);
    return last.map(TransactionEnd::at);
  }

  /**
   * Compares what was measured with what was asked for and planned. A plan that promises no
   * transaction may have been made of a later backup than the one that is restored, so that
   * transactions between them are none too many.
   *
   * @param last that was committed, if one was since the backup began
   */
  static void require(RestorePlan plan, Optional<TransactionEnd> last) {
    Instant promised = plan.lastCommitAt();
    if (promised != null && !last.map(TransactionEnd::at).equals(Optional.of(promised))) {
      throw missed(
          "The last transaction in it is %s, where the one of %s was to be the last"
              .formatted(
                  last.map(commit -> "of " + commit.at()).orElse("older than its backup"),
                  promised));
    }
    Instant target = plan.targetTime();
    if (target != null && last.filter(commit -> target.isBefore(commit.at())).isPresent()) {
      throw missed(
          "It holds a transaction of %s, after %s, which was to be restored"
              .formatted(last.get().at(), target));
    }
    if (last.filter(commit -> plan.targetLsn().isBefore(commit.start())).isPresent()) {
      throw missed(
          "It holds a transaction at %s in the log, after %s, where replay was to stop"
              .formatted(last.get().start(), plan.targetLsn()));
    }
  }

  private static ProvisioningFailure missed(String reason) {
    return new ProvisioningFailure("target-missed", reason);
  }
}
