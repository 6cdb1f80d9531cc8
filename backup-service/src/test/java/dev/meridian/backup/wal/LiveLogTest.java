package dev.meridian.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.backup.wal.LogStatus.State;
import dev.meridian.postgres.Lsn;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveLogTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final LiveLog live =
      new LiveLog(Clock.fixed(NOON, ZoneOffset.UTC), Duration.ofMillis(500));

  @Test
  void allIsCoveredOnceTheLogUpToWhereTheServerStoodIsSafe() {
    live.heard(new Lsn(100), NOON.plusSeconds(10));
    assertThat(live.status().coveredUntil()).isNull();
    live.heard(new Lsn(200), NOON.plusSeconds(11));
    live.flushed(new Lsn(99), Optional.empty());
    assertThat(live.status().coveredUntil()).isNull();
    live.flushed(new Lsn(150), Optional.empty());
    assertThat(live.status().coveredUntil()).isEqualTo(NOON.plusMillis(9_500));
  }

  @Test
  void anIdleServersClockIsCoverageAtOnce() {
    live.flushed(new Lsn(100), Optional.of(NOON));
    live.heard(new Lsn(100), NOON.plusSeconds(30));
    assertThat(live.status().coveredUntil()).isEqualTo(NOON.plusMillis(29_500));
    assertThat(live.status().lastCommit()).isEqualTo(NOON);
  }

  @Test
  void theServersClockIsComparedWithOurs() {
    live.heard(new Lsn(100), NOON.minusMillis(1_500));
    assertThat(live.status().clockAhead()).isEqualTo(-1_500_000);
  }

  @Test
  void lagIsWhatTheServerHasAndTheRepositoryHasNot() {
    live.heard(new Lsn(100), NOON);
    live.flushed(new Lsn(40), Optional.empty());
    assertThat(live.status().lagBytes()).isEqualTo(60);
  }

  @Test
  void whoWaitsForAPositionIsWokenWhenItIsSafe() throws Exception {
    Thread flushing = Thread.ofVirtual().start(() -> live.flushed(new Lsn(100), Optional.empty()));
    assertThat(live.awaitSafe(new Lsn(100), Duration.ofSeconds(10))).isTrue();
    flushing.join();
  }

  @Test
  void whoWaitsForAStoppedReceiverWaitsNoLonger() throws Exception {
    live.is(State.STOPPED, null);
    assertThat(live.awaitSafe(new Lsn(100), Duration.ofDays(1))).isFalse();
    assertThat(new LiveLog(Clock.systemUTC(), Duration.ZERO).awaitSafe(Lsn.ZERO, Duration.ZERO))
        .isTrue();
  }
}
