package dev.meridian.restore.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** When drills are due: never for all servers at once, even if all came to be at once. */
final class DueTimes {

  private final DrillSettings settings;
  private final RandomGenerator random;

  DueTimes(DrillSettings settings, RandomGenerator random) {
    this.settings = settings;
    this.random = random;
  }

  /** A server's first: some time within the first turn. */
  Instant first(Instant now) {
    Duration most = settings.every();
    Duration least = settings.notBefore().compareTo(most) < 0 ? settings.notBefore() : most;
    return now.plus(least).plus(share(most.minus(least), random.nextDouble()));
  }

  /** The one after one that is due now: a turn later, give or take a tenth. */
  Instant next(Instant now) {
    return now.plus(share(settings.every(), 0.9 + 0.2 * random.nextDouble()));
  }

  private static Duration share(Duration of, double share) {
    return Duration.ofMillis((long) (of.toMillis() * share));
  }
}
