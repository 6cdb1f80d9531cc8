package dev.meridian.backup.wal;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait after failures: twice as long after each, up to a limit, never in step. */
final class RetryDelay {

  private final Duration first;
  private final Duration most;
  private final RandomGenerator random;
  private int failures;

  RetryDelay(Duration first, Duration most, RandomGenerator random) {
    this.first = first;
    this.most = most;
    this.random = random;
  }

  /** How long to wait after one more failure. */
  Duration next() {
    Duration delay = first.multipliedBy(1L << Math.min(failures, 20));
    failures++;
    Duration bounded = delay.compareTo(most) < 0 ? delay : most;
    return Duration.ofNanos((long) (bounded.toNanos() * random.nextDouble(0.75, 1.0)));
  }

  /** It went well. */
  void reset() {
    failures = 0;
  }
}
