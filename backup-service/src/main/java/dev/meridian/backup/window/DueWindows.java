package dev.meridian.backup.window;

import dev.meridian.backup.settings.WindowSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which windows are to be published, each no more often than its readers need. Those that only time
 * has moved are due together: with many servers, most are of that kind. For one thread.
 */
final class DueWindows {

  private final WindowSettings settings;
  private final Map<UUID, Published> published = new HashMap<>();
  private Instant together = Instant.MIN;

  private record Published(RestoreWindow window, Instant at) {}

  DueWindows(WindowSettings settings) {
    this.settings = settings;
  }

  /** Those of all windows that are due. */
  Map<UUID, RestoreWindow> of(Map<UUID, RestoreWindow> all, Instant now) {
    boolean idleToo = hasPassed(together, settings.publishIdleEvery(), now);
    together = idleToo ? now : together;
    Map<UUID, RestoreWindow> due = new HashMap<>();
    all.forEach(
        (id, window) -> {
          if (isDue(published.get(id), window, idleToo, now)) {
            due.put(id, window);
          }
        });
    return due;
  }

  private boolean isDue(
      @Nullable Published before, RestoreWindow window, boolean idleToo, Instant now) {
    if (before == null) {
      return !window.equals(RestoreWindow.NOTHING);
    }
    boolean soon = idleToo || window.differsFrom(before.window());
    Duration every = soon ? settings.publishEvery() : settings.publishIdleEvery();
    return hasPassed(before.at(), every, now) && !window.equals(before.window());
  }

  private static boolean hasPassed(Instant since, Duration time, Instant now) {
    return since.equals(Instant.MIN) || !now.isBefore(since.plus(time));
  }

  /** These are published. */
  void published(Map<UUID, RestoreWindow> windows, Instant now) {
    windows.forEach((id, window) -> published.put(id, new Published(window, now)));
  }

  /** Only these servers' windows are published here from now on. */
  void keepOnly(Predicate<UUID> servers) {
    published.keySet().removeIf(servers.negate());
  }
}
