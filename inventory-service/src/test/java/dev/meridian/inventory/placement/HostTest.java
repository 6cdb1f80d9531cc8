package dev.meridian.inventory.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final Host host =
      new Host("h1", "north", "10.0.0.7", 8, 1L << 34, 1L << 40, List.of(15, 18), 5500, 10, NOON);

  @Test
  void aHostLivesAsLongAsItReports() {
    assertThat(host.isLiving(NOON.plusSeconds(29), SILENCE)).isTrue();
    assertThat(host.isLiving(NOON.plusSeconds(30), SILENCE)).isFalse();
  }

  @Test
  void aHostRunsTheVersionsThatItReports() {
    assertThat(host.runs(18)).isTrue();
    assertThat(host.runs(17)).isFalse();
  }
}
