package dev.meridian.backup.retention;

import dev.meridian.backup.copy.BackupCopied;
import dev.meridian.backup.ownership.Ownership;
import dev.meridian.backup.problems.Problems;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.Protection;
import dev.meridian.backup.protection.ProtectionChanged;
import dev.meridian.backup.settings.RetentionSettings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Looks at what has expired: of every server now and then, and of one whose policy or state has
 * changed, or whose copy has got another backup, at once. What fails, or can't be done yet, or
 * comes while this instance doesn't own the server, is tried again.
 */
@Component
class RetentionWorker {

  private static final Logger log = LoggerFactory.getLogger(RetentionWorker.class);

  private final Supplier<List<ProtectedServer>> restorable;
  private final Predicate<UUID> isOurs;
  private final Predicate<ProtectedServer> expire;
  private final Duration checkEvery;
  private final ReentrantLock oneAtATime = new ReentrantLock();

  /** Nothing of these has to be looked at before the next round, or their next change. */
  private final Set<UUID> settled = ConcurrentHashMap.newKeySet();

  private final Problems problems = new Problems();

  private long roundBegan = System.nanoTime();

  @Autowired
  RetentionWorker(
      Protection protection,
      Ownership ownership,
      ExpireBackups expire,
      RetentionSettings settings) {
    this(protection::restorable, ownership::owns, expire::of, settings.checkEvery());
  }

  /**
   * @param isOurs whether this instance takes care of a server
   * @param expire deletes what has expired of one, and tells whether that is all
   */
  RetentionWorker(
      Supplier<List<ProtectedServer>> restorable,
      Predicate<UUID> isOurs,
      Predicate<ProtectedServer> expire,
      Duration checkEvery) {
    this.restorable = restorable;
    this.isOurs = isOurs;
    this.expire = expire;
    this.checkEvery = checkEvery;
  }

  @Scheduled(
      initialDelayString = "${meridian.backup-service.retention.first-check-after:1m}",
      fixedDelayString = "${meridian.backup-service.retention.retry-every:1m}")
  void look() {
    if (System.nanoTime() - roundBegan >= checkEvery.toNanos()) {
      roundBegan = System.nanoTime();
      settled.clear();
    }
    try {
      restorable.get().stream()
          .filter(server -> !settled.contains(server.id()))
          .forEach(this::expire);
    } catch (RuntimeException e) {
      log.warn("Cannot look for what has expired; trying again: {}", e.getMessage());
    }
  }

  @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT, fallbackExecution = true)
  void on(ProtectionChanged changed) {
    lookAgainAt(changed.serverId());
  }

  /** Until it came, the copy may have needed what it needs no more. */
  @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT, fallbackExecution = true)
  void on(BackupCopied copied) {
    lookAgainAt(copied.serverId());
  }

  private void lookAgainAt(UUID serverId) {
    settled.remove(serverId);
    Thread.ofVirtual().name("expire-" + serverId).start(() -> lookAt(serverId));
  }

  private void lookAt(UUID serverId) {
    try {
      restorable.get().stream()
          .filter(server -> server.id().equals(serverId))
          .forEach(this::expire);
    } catch (RuntimeException e) {
      log.warn("Cannot look for what has expired; trying again: {}", e.getMessage());
    }
  }

  /** One at a time: of many changes at once, each would want a connection. */
  private void expire(ProtectedServer server) {
    UUID id = server.id();
    oneAtATime.lock();
    try {
      if (isOurs.test(id)) {
        // First: a change meanwhile unsettles it again.
        settled.add(id);
        if (!expire.test(server)) {
          settled.remove(id);
        }
        problems.solved(id);
      }
    } catch (RuntimeException e) {
      settled.remove(id);
      if (problems.isNew(id, e)) {
        log.warn("Cannot expire backups of {}; trying again: {}", server.name(), e.getMessage());
      }
    } finally {
      oneAtATime.unlock();
    }
  }
}
