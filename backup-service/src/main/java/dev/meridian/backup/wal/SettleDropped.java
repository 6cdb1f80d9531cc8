package dev.meridian.backup.wal;

import dev.meridian.backup.archive.Archives;
import dev.meridian.backup.ownership.Ownership;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.Protection;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Archives what a killed receiver of a dropped server has journaled: no receiver comes back for it.
 * Stores that are away keep nobody else waiting.
 */
@Component
class SettleDropped {

  private static final Logger log = LoggerFactory.getLogger(SettleDropped.class);

  /** By then who lost the server has noticed, and its last commits have ended. */
  private static final Duration AFTER = Duration.ofMinutes(2);

  private final Protection protection;
  private final Archives archives;
  private final Ownership ownership;
  private final WalReceivers receivers;
  private final Clock clock;
  private final Set<UUID> settled = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean running = new AtomicBoolean();

  SettleDropped(
      Protection protection,
      Archives archives,
      Ownership ownership,
      WalReceivers receivers,
      Clock clock) {
    this.protection = protection;
    this.archives = archives;
    this.ownership = ownership;
    this.receivers = receivers;
    this.clock = clock;
  }

  @Scheduled(initialDelay = 10_000, fixedDelay = 30_000)
  void begin() {
    if (running.compareAndSet(false, true)) {
      Thread.ofVirtual().name("wal-settle").start(this::settleAll);
    }
  }

  private void settleAll() {
    try {
      Instant before = clock.instant().minus(AFTER);
      protection.restorable().stream()
          .filter(server -> server.droppedAt() != null && server.droppedAt().isBefore(before))
          .filter(server -> !server.isLiving() && ownership.owns(server.id()))
          .filter(server -> receivers.status(server.id()).isEmpty())
          .filter(server -> !settled.contains(server.id()))
          .forEach(this::settle);
    } catch (RuntimeException e) {
      log.warn("Cannot look for journals of dropped servers; trying again: {}", e.getMessage());
    } finally {
      running.set(false);
    }
  }

  private void settle(ProtectedServer server) {
    try {
      if (!archives.isInObjectStore(server.region())) {
        new JournalReplay(server.name(), archives.of(server)).ofGone();
      }
      settled.add(server.id());
    } catch (IOException | RuntimeException e) {
      log.warn(
          "Cannot look for journals of {}, which is gone; trying again: {}",
          server.name(),
          e.getMessage());
    }
  }
}
