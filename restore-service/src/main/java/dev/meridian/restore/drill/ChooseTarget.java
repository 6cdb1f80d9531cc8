package dev.meridian.restore.drill;

import dev.meridian.restore.plan.Window;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A second of what can be restored, each as likely as any other. */
final class ChooseTarget {

  private final RandomGenerator random;

  ChooseTarget(RandomGenerator random) {
    this.random = random;
  }

  /** A whole second of the window and of none of its gaps; empty if there is none. */
  Optional<Instant> in(Window window) {
    Instant earliest = window.earliest();
    Instant latest = window.latest();
    if (earliest == null || latest == null) {
      return Optional.empty();
    }
    long first = firstSecond(earliest);
    long seconds = latest.getEpochSecond() - first + 1;
    long restorable = seconds - window.gaps().stream().mapToLong(gap -> inside(gap, window)).sum();
    if (seconds <= 0 || restorable <= 0) {
      return Optional.empty();
    }
    long chosen = first + random.nextLong(restorable);
    for (Window.Gap gap : window.gaps()) {
      if (chosen > gap.from().getEpochSecond()) {
        chosen += inside(gap, window);
      }
    }
    return Optional.of(Instant.ofEpochSecond(chosen));
  }

  /** How many whole seconds a gap takes out of the window. */
  private static long inside(Window.Gap gap, Window window) {
    long from = gap.from().getEpochSecond() + 1;
    Instant to = gap.to();
    long last =
        to == null ? Objects.requireNonNull(window.latest()).getEpochSecond() : firstSecond(to) - 1;
    return Math.max(0, last - from + 1);
  }

  private static long firstSecond(Instant instant) {
    return instant.getNano() == 0 ? instant.getEpochSecond() : instant.getEpochSecond() + 1;
  }
}
