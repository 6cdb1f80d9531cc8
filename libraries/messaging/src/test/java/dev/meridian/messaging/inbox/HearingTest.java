package dev.meridian.messaging.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.testsupport.SetClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HearingTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final SetClock clock = new SetClock(NOON);
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

    clock.advance(Duration.ofSeconds(10));
    assertThat(hearing.missedNothingSince(NOON)).isTrue();
    clock.advance(Duration.ofSeconds(1));
    hearing.counted(answers);

    assertThat(hearing.missedNothingSince(NOON)).isFalse();
    assertThat(hearing.missedNothingSince(clock.instant())).isFalse();
  }

  @Test
  void afterABreakHearingBeginsAnew() {
    hearFor(Duration.ofMinutes(5));
    clock.advance(Duration.ofSeconds(11));
    Instant again = clock.instant();

    hearFor(Duration.ofMinutes(1));

    assertThat(hearing.missedNothingSince(again)).isTrue();
    assertThat(hearing.missedNothingSince(again.minusMillis(1))).isFalse();
  }

  @Test
  void aConsumerThatTakesTheOthersPlaceHasHeardNothingYet() {
    hearFor(Duration.ofMinutes(5));
    clock.advance(Duration.ofSeconds(9));
    hearing.counted(0);
    clock.advance(Duration.ofSeconds(9));
    hearing.counted(0);
    assertThat(hearing.missedNothingSince(clock.instant())).isFalse();

    hearing.counted(1);

    assertThat(hearing.missedNothingSince(clock.instant())).isTrue();
    assertThat(hearing.missedNothingSince(NOON)).isFalse();
  }

  @Test
  void aClockThatIsSetBackIsABreak() {
    hearFor(Duration.ofMinutes(5));

    clock.set(NOON.minusSeconds(60));
    assertThat(hearing.missedNothingSince(NOON)).isFalse();
    hearFor(Duration.ofSeconds(20));

    assertThat(hearing.missedNothingSince(NOON.minusSeconds(60))).isTrue();
  }

  /** Two answers a second, counted once a second. */
  private void hearFor(Duration time) {
    Instant end = clock.instant().plus(time);
    while (true) {
      answers += 2;
      hearing.counted(answers);
      if (!clock.instant().isBefore(end)) {
        return;
      }
      clock.advance(Duration.ofSeconds(1));
    }
  }
}
