package dev.meridian.host.drill;

import java.time.Duration;

/** Until when there is time, by a clock that only goes forward. */
record Deadline(long nanoTime) {

  static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  boolean isOver() {
    return left().toMillis() <= 0;
  }

  Duration left() {
    return Duration.ofNanos(nanoTime - System.nanoTime());
  }
}
