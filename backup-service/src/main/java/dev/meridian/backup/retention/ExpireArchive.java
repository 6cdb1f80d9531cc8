package dev.meridian.backup.retention;

import dev.meridian.backup.copy.CopyTurns;
import dev.meridian.backup.settings.RetentionSettings;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.expiry.ExpiryPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
   * Does it in the server's own region, but not while a backup there has lost its manifest: which
   * packs and which log it needs isn't known then.
   *
   * @param lost the backups that must have a manifest and have none
   * @param policy how long everything is kept, as of now
   */
  Expired original(ServerArchive archive, Set<UUID> lost, Instant now, Supplier<Duration> policy) {
    return lost.isEmpty() ? expire(archive, true, now, policy) : new Expired(Set.of(), true);
  }

  /**
   * What has been done.
   *
   * @param backups those that have expired
   * @param complete whether nothing of what they leave had to stay because a backup was being built
   *     or copied
   */
  record Expired(Set<UUID> backups, boolean complete) {}

  private Expired expire(
      ServerArchive archive, boolean whole, Instant now, Supplier<Duration> policy) {
    boolean building = archive.isAnyBeingBuilt();
    ExpiryPlan plan = plan(archive, now, policy);
    archive.apply(plan, now, policy.get());
    if (whole) {
      archive.removeIncomplete(settings.incompleteAfter());
    }
    return new Expired(
        plan.expire().stream().map(BackupSummary::id).collect(Collectors.toUnmodifiableSet()),
        whole && !building && !archive.isAnyBeingBuilt());
  }

  /**
   * Does it in the paired region. A copy keeps what it needs itself, whatever became of the
   * original. While it is copied, not even that is done. A backup that is being copied may have
   * begun long ago, and its packs, or those of a deleted one that it shares, look abandoned: so as
   * long as the copy hasn't all backups of the original, nothing there is taken for that.
   */
  Expired copy(ServerArchive copy, ServerArchive original, Instant now, Supplier<Duration> policy) {
    Lock turn = turns.of(copy.serverId());
    if (!turn.tryLock()) {
      return new Expired(Set.of(), false);
    }
    try {
      boolean whole = copy.backupIds().containsAll(original.backupIds());
      return expire(copy, whole, now, policy);
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
