package dev.meridian.backup.retention;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Tells whether our clock has gone steadily for a while. One that has just been started with, or
 * has jumped, may be wrong, and set right in a moment; what is deleted meanwhile doesn't come back.
 */
final class SteadyClock {

  /** A clock that is slewed gets this far away from where it should be between two looks. */
  private static final Duration SLEWED = Duration.ofMinutes(1);

  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Duration forSure;

  private Instant lastAt;
  private long lastNanos;
  private long steadySince;

  /**
   * @param nanoTime time that goes on whatever the clock says, as of {@link System#nanoTime}
   * @param forSure how long it must have gone steadily
   */
  SteadyClock(Clock clock, LongSupplier nanoTime, Duration forSure) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.forSure = forSure;
    this.lastAt = clock.instant();
    this.lastNanos = nanoTime.getAsLong();
    this.steadySince = lastNanos;
  }

  /** Looks at it; whether it can be believed now. */
  synchronized boolean isSteady() {
    Instant at = clock.instant();
    long nanos = nanoTime.getAsLong();
    Duration jump = Duration.between(lastAt, at).minusNanos(nanos - lastNanos).abs();
    if (jump.compareTo(SLEWED) > 0) {
      steadySince = nanos;
    }
    lastAt = at;
    lastNanos = nanos;
    return nanos - steadySince >= forSure.toNanos();
  }
}
