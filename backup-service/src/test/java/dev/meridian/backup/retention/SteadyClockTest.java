package dev.meridian.backup.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SteadyClockTest {

  private static final Duration A_QUARTER = Duration.ofMinutes(15);
  private static final Duration A_MINUTE = Duration.ofMinutes(1);

  private Instant now = Instant.parse("2026-11-22T12:00:00Z");
  private long nanos = -5;
  private final SteadyClock clock =
      new SteadyClock(((InstantSource) () -> now).withZone(ZoneOffset.UTC), () -> nanos, A_QUARTER);

  /** Time goes by, and it is looked at the clock each minute. */
  private void goBy(Duration time) {
    for (Duration left = time; left.isPositive(); left = left.minus(A_MINUTE)) {
      now = now.plus(A_MINUTE);
      nanos += A_MINUTE.toNanos();
      clock.isSteady();
    }
  }

  @Test
  void itIsBelievedAfterAWhile() {
    assertThat(clock.isSteady()).isFalse();
    goBy(A_QUARTER.minus(A_MINUTE));
    assertThat(clock.isSteady()).isFalse();
    goBy(A_MINUTE);
    assertThat(clock.isSteady()).isTrue();
  }

  @Test
  void afterAJumpInEitherDirectionItIsNotBelieved() {
    goBy(A_QUARTER);
    for (Duration jump : new Duration[] {Duration.ofDays(10), Duration.ofDays(-10)}) {
      now = now.plus(jump);
      assertThat(clock.isSteady()).isFalse();
      goBy(A_QUARTER.minus(A_MINUTE));
      assertThat(clock.isSteady()).isFalse();
      goBy(A_MINUTE);
      assertThat(clock.isSteady()).isTrue();
    }
  }

  @Test
  void aClockThatIsSlewedIsBelieved() {
    goBy(A_QUARTER);
    now = now.plusSeconds(2);
    assertThat(clock.isSteady()).isTrue();
  }
}
