package dev.meridian.restore.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RatesTest {

  private static final long MB = 1_000_000;

  @Test
  void withoutAMeasureThereIsNoEstimate() {
    assertThat(new Rates(List.of()).estimate(MB, MB)).isEmpty();
  }

  @Test
  void oneMeasureGivesARate() {
    Rates rates = new Rates(List.of(took(100 * MB, 2, 50 * MB, 1)));

    assertThat(rates.estimate(300 * MB, 100 * MB))
        .contains(new Rates.Estimate(Duration.ofSeconds(6 + 2 + 3), 1));
  }

  @Test
  void whatDoesNotGrowIsToldFromWhatDoes() {
    Rates rates = new Rates(List.of(took(100 * MB, 2, 0, 1), took(300 * MB, 4, 0, 1)));

    assertThat(rates.estimate(1000 * MB, 0))
        .contains(new Rates.Estimate(Duration.ofSeconds(11 + 1 + 3), 2));
  }

  @Test
  void anEstimateIsNeverNegative() {
    Rates rates = new Rates(List.of(took(100 * MB, 9, MB, 1), took(300 * MB, 4, MB, 1)));

    assertThat(rates.estimate(1, 1).orElseThrow().duration()).isPositive();
  }

  @Test
  void whatIsLeftGetsLessPhaseByPhase() {
    Rates rates = new Rates(List.of(took(100 * MB, 10, 50 * MB, 20)));

    assertThat(left(rates, "check", 0)).isEqualTo(31);
    assertThat(left(rates, "fetch files", 0.5)).isEqualTo(26);
    assertThat(left(rates, "fetch large files", 0.5)).isEqualTo(26);
    assertThat(left(rates, "place WAL", 0.9)).isEqualTo(21);
    assertThat(left(rates, "recover", 0.75)).isEqualTo(6);
    assertThat(left(rates, "seal", 0)).isEqualTo(1);
    assertThat(new Rates(List.of()).left("check", 0, 1, 1)).isEmpty();
  }

  private static long left(Rates rates, String phase, double done) {
    return rates.left(phase, done, 100 * MB, 50 * MB).orElseThrow().toSeconds();
  }

  private static Measured took(long backup, int fetching, long wal, int replaying) {
    return new Measured(
        backup,
        Duration.ofSeconds(fetching),
        wal,
        Duration.ofSeconds(replaying),
        Duration.ofSeconds(3));
  }
}
