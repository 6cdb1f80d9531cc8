package dev.meridian.restore.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.restore.plan.Window;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChooseTargetTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private static Set<Long> chosen(Window window) {
    ChooseTarget choose = new ChooseTarget(new SplittableRandom(1));
    return IntStream.range(0, 2000)
        .mapToObj(_ -> choose.in(window).orElseThrow())
        .peek(instant -> assertThat(instant.getNano()).isZero())
        .map(instant -> instant.getEpochSecond() - NOON.getEpochSecond())
        .collect(Collectors.toSet());
  }

  private static Set<Long> seconds(int... seconds) {
    return IntStream.of(seconds).mapToObj(Long::valueOf).collect(Collectors.toSet());
  }

  @Test
  void everyWholeSecondOfTheWindowCanBeChosenAndNoOther() {
    Window window = new Window(NOON.plusMillis(1), NOON.plusMillis(5999), List.of());

    assertThat(chosen(window)).isEqualTo(seconds(1, 2, 3, 4, 5));
  }

  @Test
  void bothEndsOfAWindowCanBeRestored() {
    assertThat(chosen(new Window(NOON, NOON.plusSeconds(2), List.of())))
        .isEqualTo(seconds(0, 1, 2));
  }

  @Test
  void noSecondOfAGapIsChosen() {
    Window window =
        new Window(
            NOON,
            NOON.plusSeconds(10),
            List.of(
                new Window.Gap(NOON.plusMillis(2500), NOON.plusMillis(5500)),
                new Window.Gap(NOON.plusSeconds(6), NOON.plusSeconds(7)),
                new Window.Gap(NOON.plusSeconds(9), null)));

    assertThat(chosen(window)).isEqualTo(seconds(0, 1, 2, 6, 7, 8, 9));
  }

  @Test
  void eachIsAsLikelyAsAnyOther() {
    ChooseTarget choose = new ChooseTarget(new SplittableRandom(2));
    Window window = new Window(NOON, NOON.plusSeconds(3), List.of());
    List<Instant> all =
        IntStream.range(0, 4000).mapToObj(_ -> choose.in(window).orElseThrow()).toList();

    for (Instant each : new HashSet<>(all)) {
      assertThat(all.stream().filter(each::equals).count()).isBetween(900L, 1100L);
    }
  }

  @Test
  void aWindowWithoutAWholeSecondHasNone() {
    ChooseTarget choose = new ChooseTarget(new SplittableRandom(3));

    assertThat(choose.in(Window.NONE)).isEmpty();
    assertThat(choose.in(new Window(NOON.plusMillis(1), NOON.plusMillis(999), List.of())))
        .isEmpty();
    assertThat(choose.in(new Window(NOON.plusSeconds(1), NOON, List.of()))).isEmpty();
    assertThat(
            choose.in(
                new Window(
                    NOON.plusMillis(1),
                    NOON.plusSeconds(5),
                    List.of(new Window.Gap(NOON.plusMillis(2), null)))))
        .isEmpty();
  }
}
