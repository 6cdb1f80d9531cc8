package dev.meridian.restore.drill;

import static dev.meridian.restore.drill.DrillStatus.Cancelled;
import static dev.meridian.restore.drill.DrillStatus.Cancelling;
import static dev.meridian.restore.drill.DrillStatus.Failed;
import static dev.meridian.restore.drill.DrillStatus.Planned;
import static dev.meridian.restore.drill.DrillStatus.Requested;
import static dev.meridian.restore.drill.DrillStatus.Running;
import static dev.meridian.restore.drill.DrillStatus.Verified;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.restore.plan.Plan;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DrillStatusTest {

  private static final Map<DrillStatus, List<DrillStatus>> WAYS =
      Map.of(
          Requested, List.of(Planned, Failed, Cancelled),
          Planned, List.of(Running, Cancelling, Verified, Failed),
          Running, List.of(Running, Cancelling, Verified, Failed),
          Cancelling, List.of(Verified, Cancelled));

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Findings ALL = new Findings(NOON, NOON, 4200, 10, 10, 100, 100);

  private static final Plan PLAN =
      new Plan(
          UUID.randomUUID(),
          "here",
          UUID.randomUUID(),
          18,
          1,
          "0/0",
          "0/1",
          "0/1",
          NOON,
          null,
          70,
          7);

  private final Drill drill = new Drill(UUID.randomUUID(), UUID.randomUUID(), "shop", true, NOON);

  @ParameterizedTest
  @EnumSource
  void itGoesTheWaysThatItsDiagramShowsAndNoOther(DrillStatus from) {
    assertThat(Arrays.stream(DrillStatus.values()).filter(from::canBecome))
        .containsExactlyInAnyOrderElementsOf(WAYS.getOrDefault(from, List.of()));
    assertThat(from.isEnd()).isEqualTo(!WAYS.containsKey(from));
  }

  @Test
  void whatIsSaidTwiceOrTooLateMakesNoDifference() {
    assertThat(drill.planned(NOON, "host-1", PLAN, NOON)).isTrue();
    assertThat(drill.planned(NOON.plusSeconds(1), "host-2", PLAN, NOON)).isFalse();
    assertThat(drill.progressed("recover", null, NOON, NOON)).isTrue();
    assertThat(drill.verified(ALL, NOON.plusSeconds(9))).isTrue();
    assertThat(drill.verified(ALL, NOON.plusSeconds(10))).isFalse();
    assertThat(drill.failed(NOON, "late", "too late", NOON)).isFalse();
    assertThat(drill.cancelRequested(NOON)).isFalse();

    assertThat(drill.status()).isEqualTo(Verified);
    assertThat(drill.hostId()).contains("host-1");
    assertThat(drill.targetAt()).contains(NOON);
    assertThat(drill.endedAt()).contains(NOON.plusSeconds(9));
    assertThat(drill.findings()).contains(ALL);
  }

  @Test
  void whatIsNotBegunIsCancelledAtOnceAndElseWhenNothingIsLeft() {
    Drill begun = new Drill(UUID.randomUUID(), UUID.randomUUID(), "shop", false, NOON);
    begun.planned(NOON, "host-1", PLAN, NOON);

    assertThat(drill.cancelRequested(NOON)).isTrue();
    assertThat(drill.status()).isEqualTo(Cancelled);
    assertThat(begun.cancelRequested(NOON)).isTrue();
    assertThat(begun.status()).isEqualTo(Cancelling);
    assertThat(begun.progressed("recover", null, NOON, NOON)).isFalse();
    assertThat(begun.cancelled(NOON)).isTrue();
  }
}
