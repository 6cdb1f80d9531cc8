package dev.meridian.backup.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProtectedServerTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Duration WEEK = Duration.ofDays(7);

  @Test
  void theArchiveOfADroppedServerStaysThroughItsRetention() {
    ProtectedServer dropped = server(ProtectionState.ENDED, NOON);
    assertThat(dropped.isOver(WEEK, NOON)).isFalse();
    assertThat(dropped.isOver(WEEK, NOON.plus(WEEK).minusMillis(1))).isFalse();
    assertThat(dropped.isOver(WEEK, NOON.plus(WEEK))).isTrue();
  }

  @ParameterizedTest
  @EnumSource(names = "ENDED", mode = EnumSource.Mode.EXCLUDE)
  void noOthersIsEverOver(ProtectionState state) {
    assertThat(server(state, NOON).isOver(WEEK, NOON.plus(WEEK))).isFalse();
    assertThat(server(state, null).isOver(WEEK, NOON.plus(WEEK))).isFalse();
  }

  @Test
  void whoseEndIsNotKnownStays() {
    assertThat(server(ProtectionState.ENDED, null).isOver(WEEK, NOON)).isFalse();
  }

  private static ProtectedServer server(ProtectionState state, @Nullable Instant droppedAt) {
    return new ProtectedServer(
        new UUID(1, 1),
        "shop",
        "north",
        "127.0.0.1",
        5432,
        "18.6",
        "7",
        1,
        state,
        NOON.minus(Duration.ofDays(100)),
        droppedAt);
  }
}
