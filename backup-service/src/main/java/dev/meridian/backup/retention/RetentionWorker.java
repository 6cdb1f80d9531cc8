package dev.meridian.backup.retention;

import dev.meridian.backup.ownership.Ownership;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.Protection;
import dev.meridian.backup.protection.ProtectionChanged;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/** Looks at what has expired: every day, and when a policy has changed. */
@Component
class RetentionWorker {

  private static final Logger log = LoggerFactory.getLogger(RetentionWorker.class);

  private final Protection protection;
  private final Ownership ownership;
  private final ExpireBackups expire;
  private final ReentrantLock oneAtATime = new ReentrantLock();

  RetentionWorker(Protection protection, Ownership ownership, ExpireBackups expire) {
    this.protection = protection;
    this.ownership = ownership;
    this.expire = expire;
  }

  @Scheduled(
      initialDelayString = "${meridian.backup-service.retention.first-check-after:1m}",
      fixedDelayString = "${meridian.backup-service.retention.check-every:24h}")
  void expireAll() {
    try {
      protection.restorable().forEach(this::expire);
    } catch (RuntimeException e) {
      log.warn("Cannot look for what has expired: {}", e.getMessage());
    }
  }

  @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT, fallbackExecution = true)
  void on(ProtectionChanged changed) {
    Thread.ofVirtual().name("expire-" + changed.serverId()).start(() -> expire(changed.serverId()));
  }

  /**
   * One at a time from the first look on: of many changes at once, each would want a connection.
   */
  private void expire(UUID serverId) {
    oneAtATime.lock();
    try {
      protection.find(serverId).ifPresent(this::expire);
    } catch (RuntimeException e) {
      log.warn("Cannot look for what has expired of {}: {}", serverId, e.getMessage());
    } finally {
      oneAtATime.unlock();
    }
  }

  private void expire(ProtectedServer server) {
    if (!ownership.owns(server.id())) {
      return;
    }
    oneAtATime.lock();
    try {
      expire.of(server);
    } catch (RuntimeException e) {
      log.warn("Cannot expire backups of {}; trying again: {}", server.name(), e.getMessage());
    } finally {
      oneAtATime.unlock();
    }
  }
}
