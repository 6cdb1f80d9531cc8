package dev.meridian.backup.retention;

import dev.meridian.backup.copy.CopyTurns;
import dev.meridian.backup.settings.RetentionSettings;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.expiry.ExpiryPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Deletes what no promised instant needs of one archive, and what crashes left behind in it. */
@Component
class ExpireArchive {

  private final RetentionSettings settings;
  private final CopyTurns turns;

  ExpireArchive(RetentionSettings settings, CopyTurns turns) {
    this.settings = settings;
    this.turns = turns;
  }

  /**
   * Does it in the server's own region.
   *
   * @param policy how long everything is kept, as of now
   */
  void original(ServerArchive archive, Instant now, Supplier<Duration> policy) {
    archive.apply(plan(archive, now, policy));
    archive.removeIncomplete(settings.incompleteAfter());
  }

  /**
   * Does it in the paired region. A copy keeps what it needs itself, whatever became of the
   * original. A backup that is being copied may have begun long ago, and must not be taken for
   * abandoned right before its manifest is there.
   */
  void copy(ServerArchive copy, Instant now, Supplier<Duration> policy) {
    Lock turn = turns.of(copy.serverId());
    turn.lock();
    try {
      original(copy, now, policy);
    } finally {
      turn.unlock();
    }
  }

  /** A plan takes long where there is much: it is no good if the policy asks for more by then. */
  static ExpiryPlan plan(ServerArchive archive, Instant now, Supplier<Duration> policy) {
    Duration retention = policy.get();
    while (true) {
      ExpiryPlan plan = archive.planExpiry(now, retention);
      Duration wanted = policy.get();
      if (wanted.compareTo(retention) <= 0) {
        return plan;
      }
      retention = wanted;
    }
  }
}
