package dev.meridian.backup.window;

import dev.meridian.backup.ownership.Ownership;
import dev.meridian.backup.problems.Problems;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.Protection;
import dev.meridian.backup.settings.WindowSettings;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Publishes restore windows that have moved. */
@Component
class PublishWindows {

  private static final Logger log = LoggerFactory.getLogger(PublishWindows.class);

  private final Protection protection;
  private final Ownership ownership;
  private final RestoreWindows windows;
  private final SayWindows say;
  private final Clock clock;
  private final DueWindows due;
  private final Problems problems = new Problems();

  PublishWindows(
      Protection protection,
      Ownership ownership,
      RestoreWindows windows,
      SayWindows say,
      WindowSettings settings,
      Clock clock) {
    this.protection = protection;
    this.ownership = ownership;
    this.windows = windows;
    this.say = say;
    this.clock = clock;
    this.due = new DueWindows(settings);
  }

  @Scheduled(fixedDelayString = "${meridian.backup-service.windows.check-every:500ms}")
  void publishMoved() {
    try {
      due.keepOnly(ownership::owns);
      Map<UUID, RestoreWindow> all = new HashMap<>();
      protection.restorable().stream()
          .filter(server -> ownership.owns(server.id()))
          .forEach(server -> look(server, all));
      Instant now = clock.instant();
      publish(due.of(all, now), now);
    } catch (RuntimeException e) {
      log.warn("Cannot publish restore windows; trying again: {}", e.getMessage());
    }
  }

  private void look(ProtectedServer server, Map<UUID, RestoreWindow> all) {
    try {
      all.put(server.id(), windows.of(server));
      problems.solved(server.id());
    } catch (RuntimeException e) {
      if (problems.isNew(server.id(), e)) {
        log.warn(
            "Cannot tell the restore window of {}; trying again: {}",
            server.name(),
            e.getMessage());
      }
    }
  }

  private void publish(Map<UUID, RestoreWindow> moved, Instant now) {
    if (!moved.isEmpty()) {
      due.published(say.of(moved), now);
    }
  }
}
