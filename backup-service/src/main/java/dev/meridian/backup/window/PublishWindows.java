package dev.meridian.backup.window;

import dev.meridian.backup.ownership.Ownership;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.Protection;
import dev.meridian.backup.settings.WindowSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Publishes restore windows that have moved, each no more often than its readers need. */
@Component
class PublishWindows {

  private static final Logger log = LoggerFactory.getLogger(PublishWindows.class);

  private final Protection protection;
  private final Ownership ownership;
  private final RestoreWindows windows;
  private final WindowAnnouncements announcements;
  private final WindowSettings settings;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Map<UUID, Published> published = new ConcurrentHashMap<>();

  private record Published(RestoreWindow window, Instant at) {}

  PublishWindows(
      Protection protection,
      Ownership ownership,
      RestoreWindows windows,
      WindowAnnouncements announcements,
      WindowSettings settings,
      PlatformTransactionManager transactions,
      Clock clock) {
    this.protection = protection;
    this.ownership = ownership;
    this.windows = windows;
    this.announcements = announcements;
    this.settings = settings;
    this.transaction = new TransactionTemplate(transactions);
    this.clock = clock;
  }

  @Scheduled(fixedDelayString = "${meridian.backup-service.windows.check-every:500ms}")
  void publishMoved() {
    try {
      published.keySet().removeIf(id -> !ownership.owns(id));
      Map<UUID, RestoreWindow> moved = new HashMap<>();
      protection.restorable().stream()
          .filter(server -> ownership.owns(server.id()))
          .forEach(server -> look(server, moved));
      publish(moved);
    } catch (RuntimeException e) {
      log.warn("Cannot publish restore windows; trying again: {}", e.getMessage());
    }
  }

  private void look(ProtectedServer server, Map<UUID, RestoreWindow> moved) {
    try {
      RestoreWindow window = windows.of(server);
      if (isDue(server.id(), window)) {
        moved.put(server.id(), window);
      }
    } catch (RuntimeException e) {
      log.warn(
          "Cannot tell the restore window of {}; trying again: {}", server.name(), e.getMessage());
    }
  }

  private boolean isDue(UUID serverId, RestoreWindow window) {
    Published before =
        published.getOrDefault(serverId, new Published(RestoreWindow.NOTHING, Instant.MIN));
    return !window.equals(before.window()) && !clock.instant().isBefore(next(before, window));
  }

  /** All in one transaction: with many servers there are many at a time. */
  private void publish(Map<UUID, RestoreWindow> moved) {
    if (!moved.isEmpty()) {
      Instant now = clock.instant();
      transaction.executeWithoutResult(status -> moved.forEach(announcements::moved));
      moved.forEach((id, window) -> published.put(id, new Published(window, now)));
    }
  }

  private Instant next(Published before, RestoreWindow window) {
    if (before.at().equals(Instant.MIN)) {
      return Instant.MIN;
    }
    Duration every =
        window.differsFrom(before.window()) ? settings.publishEvery() : settings.publishIdleEvery();
    return before.at().plus(every);
  }
}
