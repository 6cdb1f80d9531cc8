package dev.meridian.restore.source;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Forgets servers that are gone, with all that can be restored of them. Until then a restore of
 * such a server is refused for what it is, and late news about it change nothing.
 */
@Component
class ForgetGone {

  private static final Logger log = LoggerFactory.getLogger(ForgetGone.class);

  /** By then the broker has no backups' or restores' events about it. */
  private static final Duration REMEMBERED = Duration.ofDays(91);

  private final SourceServers servers;
  private final RestoreWindows windows;
  private final AdminPasswords passwords;
  private final TransactionOperations transactions;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  ForgetGone(
      SourceServers servers,
      RestoreWindows windows,
      AdminPasswords passwords,
      TransactionOperations transactions,
      ApplicationEventPublisher events,
      Clock clock) {
    this.servers = servers;
    this.windows = windows;
    this.passwords = passwords;
    this.transactions = transactions;
    this.events = events;
    this.clock = clock;
  }

  /** Some at a time; an origin is gone once what was restored from it is. */
  @Scheduled(
      initialDelayString = "${meridian.restore-service.forget-every:1h}",
      fixedDelayString = "${meridian.restore-service.forget-every:1h}")
  void run() {
    try {
      List<UUID> gone = servers.goneBefore(clock.instant().minus(REMEMBERED));
      gone.forEach(id -> transactions.executeWithoutResult(_ -> forget(id)));
      if (!gone.isEmpty()) {
        log.info("{} servers are forgotten, which were dropped long ago", gone.size());
      }
    } catch (RuntimeException e) {
      log.warn("Cannot forget servers that are gone; trying again: {}", e.getMessage());
    }
  }

  private void forget(UUID id) {
    passwords.deleteByServerId(id);
    windows.deleteByServerId(id);
    servers.deleteById(id);
    events.publishEvent(new ServerForgotten(id));
  }
}
