package dev.meridian.restore.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class DueTimesTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private static DrillSettings settings(Map<String, String> values) {
    return new Binder(new MapConfigurationPropertySource(values))
        .bindOrCreate("drills", DrillSettings.class);
  }

  private static DueTimes due(Map<String, String> values) {
    return new DueTimes(settings(values), new SplittableRandom(1));
  }

  @Test
  void nothingNeedsToBeSet() {
    assertThat(settings(Map.of()))
        .isEqualTo(
            new DrillSettings(
                Duration.ofDays(7),
                Duration.ofHours(1),
                Duration.ofDays(1),
                1,
                Duration.ofMinutes(5),
                Duration.ofMinutes(10),
                Duration.ofHours(1)));
  }

  @Test
  void whatCannotWorkIsRefused() {
    assertThatThrownBy(() -> settings(Map.of("drills.at-once", "0")))
        .rootCause()
        .hasMessageContaining("at-once must be 1 or more");
    assertThatThrownBy(() -> settings(Map.of("drills.silence", "5m")))
        .rootCause()
        .hasMessageContaining("silence must be longer than checks");
  }

  @Test
  void serversThatCameToBeAtOnceTakeTurnsOverTheWholeWeek() {
    DueTimes due = due(Map.of());
    List<Instant> first = IntStream.range(0, 700).mapToObj(_ -> due.first(NOON)).toList();

    assertThat(first)
        .allSatisfy(
            each ->
                assertThat(each)
                    .isBetween(NOON.plus(Duration.ofHours(1)), NOON.plus(Duration.ofDays(7))));
    for (int day = 0; day < 7; day++) {
      Instant from = NOON.plus(Duration.ofDays(day));
      assertThat(first.stream().filter(each -> isWithin(each, from)).count()).isBetween(60L, 140L);
    }
  }

  private static boolean isWithin(Instant each, Instant dayFrom) {
    return !each.isBefore(dayFrom) && each.isBefore(dayFrom.plus(Duration.ofDays(1)));
  }

  @Test
  void theNextIsATurnLaterGiveOrTakeATenth() {
    DueTimes due = due(Map.of("drills.every", "10d"));
    List<Instant> next = IntStream.range(0, 200).mapToObj(_ -> due.next(NOON)).toList();

    assertThat(next)
        .allSatisfy(
            each ->
                assertThat(each)
                    .isBetween(NOON.plus(Duration.ofDays(9)), NOON.plus(Duration.ofDays(11))))
        .anyMatch(each -> each.isBefore(NOON.plus(Duration.ofDays(10))))
        .anyMatch(each -> each.isAfter(NOON.plus(Duration.ofDays(10))));
  }

  @Test
  void aTurnThatIsShorterThanTheFirstWaitIsTheWait() {
    assertThat(due(Map.of("drills.every", "10s")).first(NOON)).isEqualTo(NOON.plusSeconds(10));
  }
}
