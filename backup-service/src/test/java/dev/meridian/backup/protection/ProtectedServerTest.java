package dev.meridian.backup.protection;

import static dev.meridian.backup.protection.Shop.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProtectedServerTest {

  private static final Duration WEEK = Duration.ofDays(7);

  @Test
  void theArchiveOfADroppedServerStaysThroughItsRetention() {
    ProtectedServer dropped = Shop.in(ProtectionState.ENDED, NOON);
    assertThat(dropped.isOver(WEEK, NOON)).isFalse();
    assertThat(dropped.isOver(WEEK, NOON.plus(WEEK).minusMillis(1))).isFalse();
    assertThat(dropped.isOver(WEEK, NOON.plus(WEEK))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = "ENDED", mode = EnumSource.Mode.EXCLUDE)
  void noOthersIsEverOver(ProtectionState state) {
    assertThat(Shop.in(state, NOON).isOver(WEEK, NOON.plus(WEEK))).isFalse();
    assertThat(Shop.in(state, null).isOver(WEEK, NOON.plus(WEEK))).isFalse();
  }

  @Test
  void whoseEndIsNotKnownStays() {
    assertThat(Shop.in(ProtectionState.ENDED, null).isOver(WEEK, NOON)).isFalse();
  }
}
