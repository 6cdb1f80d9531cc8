package dev.meridian.messaging.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class HearingTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final SetClock clock = new SetClock();
  private final Hearing hearing = new Hearing(Duration.ofSeconds(10), clock);
  private double answers;

  @Test
  void whoHasHeardNothingYetMayHaveMissedAll() {
    hearing.counted(0);

    assertThat(hearing.missedNothingSince(NOON)).isFalse();
  }

  @Test
  void whoHearsHasHeardAllSinceTheFirstAnswer() {
    hearFor(Duration.ofMinutes(5));

    assertThat(hearing.missedNothingSince(NOON)).isTrue();
    assertThat(hearing.missedNothingSince(NOON.minusMillis(1))).isFalse();
  }

  @Test
  void whatWasSaidWhileNoAnswerCameMayBeMissed() {
    hearFor(Duration.ofMinutes(5));

    clock.now = clock.now.plusSeconds(10);
    assertThat(hearing.missedNothingSince(NOON)).isTrue();
    clock.now = clock.now.plusSeconds(1);
    hearing.counted(answers);

    assertThat(hearing.missedNothingSince(NOON)).isFalse();
    assertThat(hearing.missedNothingSince(clock.now)).isFalse();
  }

  @Test
  void afterABreakHearingBeginsAnew() {
    hearFor(Duration.ofMinutes(5));
    clock.now = clock.now.plusSeconds(11);
    Instant again = clock.now;

    hearFor(Duration.ofMinutes(1));

    assertThat(hearing.missedNothingSince(again)).isTrue();
    assertThat(hearing.missedNothingSince(again.minusMillis(1))).isFalse();
  }

  @Test
  void aConsumerThatTakesTheOthersPlaceHasHeardNothingYet() {
    hearFor(Duration.ofMinutes(5));
    clock.now = clock.now.plusSeconds(9);
    hearing.counted(0);
    clock.now = clock.now.plusSeconds(9);
    hearing.counted(0);
    assertThat(hearing.missedNothingSince(clock.now)).isFalse();

    hearing.counted(1);

    assertThat(hearing.missedNothingSince(clock.now)).isTrue();
    assertThat(hearing.missedNothingSince(NOON)).isFalse();
  }

  @Test
  void aClockThatIsSetBackIsABreak() {
    hearFor(Duration.ofMinutes(5));

    clock.now = NOON.minusSeconds(60);
    assertThat(hearing.missedNothingSince(NOON)).isFalse();
    hearFor(Duration.ofSeconds(20));

    assertThat(hearing.missedNothingSince(NOON.minusSeconds(60))).isTrue();
  }

  /** Two answers a second, counted once a second. */
  private void hearFor(Duration time) {
    Instant end = clock.now.plus(time);
    while (true) {
      answers += 2;
      hearing.counted(answers);
      if (!clock.now.isBefore(end)) {
        return;
      }
      clock.now = clock.now.plusSeconds(1);
    }
  }

  private static final class SetClock extends Clock {

    private Instant now = NOON;

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
}
