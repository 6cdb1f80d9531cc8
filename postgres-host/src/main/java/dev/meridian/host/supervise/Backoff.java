package dev.meridian.host.supervise;

import java.time.Duration;

/** How long to wait before the next attempt: longer after each failure, up to half a minute. */
final class Backoff {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private int failures;

  /** Notes a failure; whether it is the first since a success. */
  boolean failed() {
    failures++;
    return failures == 1;
  }

  /** Notes a success; whether there were failures before it. */
  boolean succeeded() {
    boolean recovered = failures > 0;
    failures = 0;
    return recovered;
  }

  /** Zero unless the last attempt failed. */
  Duration delay() {
    if (failures == 0) {
      return Duration.ZERO;
    }
    Duration delay = FIRST.multipliedBy(1L << Math.min(failures - 1, 10));
    return delay.compareTo(LONGEST) < 0 ? delay : LONGEST;
  }
}
