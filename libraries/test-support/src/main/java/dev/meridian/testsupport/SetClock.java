package dev.meridian.testsupport;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until a test sets it. */
public final class SetClock extends Clock {

  private volatile Instant now;

  /** Stands at an instant. */
  public SetClock(Instant now) {
    this.now = now;
  }

  /** Goes ahead, or back. */
  public void advance(Duration time) {
    set(now.plus(time));
  }

  /** Stands at an instant. */
  public void set(Instant instant) {
    now = instant;
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException();
  }
}
