package dev.meridian.backup.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReplayRatesTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final long MB = 1_000_000;
  private static final UUID SHOP = new UUID(0, 1);
  private static final UUID OTHER = new UUID(0, 2);
  private static final UUID NEVER_RESTORED = new UUID(0, 3);

  @Test
  void whileNothingIsMeasuredARateIsAssumed() {
    assertThat(ReplayRates.of(List.of(), 64 * MB).of(SHOP)).isEqualTo(64 * MB);
    assertThat(ReplayRates.of(List.of(measured(SHOP, 1, 500)), 64 * MB).of(SHOP))
        .as("what took a second tells nothing")
        .isEqualTo(64 * MB);
    assertThat(ReplayRates.of(List.of(measured(SHOP, 100, 50)), 64 * MB).of(SHOP))
        .as("nor does what waited for something else than log")
        .isEqualTo(64 * MB);
  }

  @Test
  void aServersLastRestoreCountsAndForOthersTheMedian() {
    ReplayRates rates =
        ReplayRates.of(
            List.of(
                measured(SHOP, 10, 1_000),
                measured(OTHER, 10, 4_000),
                measured(SHOP, 10, 9_000),
                measured(new UUID(0, 4), 10, 3_000)),
            64 * MB);
    assertThat(rates.of(SHOP)).isEqualTo(100 * MB);
    assertThat(rates.of(OTHER)).isEqualTo(400 * MB);
    assertThat(rates.of(NEVER_RESTORED)).isEqualTo(300 * MB);
  }

  @Test
  void whatIsHeardLateOrAgainChangesNothing() {
    ReplayMeasurement known = measured(SHOP, 10, 1_000);
    assertThat(known.heard(NOON.plusSeconds(5), 500 * MB)).isEqualTo(known);
    assertThat(known.heard(NOON.plusSeconds(20), 3_000 * MB).rate()).hasValue(150 * MB);
  }

  private static ReplayMeasurement measured(UUID server, int seconds, long megabytes) {
    return new ReplayMeasurement(UUID.randomUUID(), server, NOON, 0, NOON, 0)
        .heard(NOON.plusSeconds(seconds), megabytes * MB);
  }
}
