package dev.meridian.restore.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.restore.plan.Plan;
import dev.meridian.restore.rate.Measured;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PhaseTimesTest {

  private static final Instant ASKED = Instant.parse("2026-11-22T12:00:00Z");
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
          null,
          null,
          70,
          7);

  @Test
  void aCompletedRestoreTellsHowLongItsPartsTook() {
    PhaseTimes times = PhaseTimes.of("");
    int second = 0;
    for (String phase :
        "check|fetch files|fetch files|place WAL|recover|promote|seal|end".split("\\|")) {
      second += 10;
      times = PhaseTimes.of(times.begun(phase, ASKED.plusSeconds(second)).text());
    }

    assertThat(times.measured(PLAN, ASKED))
        .contains(
            new Measured(
                70, Duration.ofSeconds(20), 7, Duration.ofSeconds(20), Duration.ofSeconds(40)));
  }

  @Test
  void filesThatComeWhileTheLogIsReplayedCountAsFiles() {
    PhaseTimes times = PhaseTimes.of("");
    int second = 0;
    for (String phase :
        "check|fetch files|place WAL|fetch large files|recover|promote|seal|end".split("\\|")) {
      second += 10;
      times = times.begun(phase, ASKED.plusSeconds(second));
    }

    assertThat(times.measured(PLAN, ASKED))
        .contains(
            new Measured(
                70, Duration.ofSeconds(20), 7, Duration.ofSeconds(20), Duration.ofSeconds(40)));
  }

  @Test
  void fromARestoreThatWaitedForItsRepositoryNothingIsLearned() {
    PhaseTimes times = PhaseTimes.of("");
    for (String phase : List.of("check", "fetch files", "place WAL", "promote", "end")) {
      times = PhaseTimes.of(times.begun(phase, ASKED).text());
      if (phase.equals("fetch files")) {
        times = PhaseTimes.of(times.waits(ASKED).begun(phase, ASKED).text());
      }
    }

    assertThat(times.begun()).containsKeys("check", "fetch files", "end");
    assertThat(times.measured(PLAN, ASKED)).isEmpty();
    assertThat(times.begun("check", ASKED).begun()).containsOnlyKeys("check");
  }

  @Test
  void aRestoreThatIsBegunAgainIsMeasuredFromThereOn() {
    PhaseTimes times =
        PhaseTimes.of("")
            .begun("check", ASKED)
            .begun("fetch files", ASKED.plusSeconds(1))
            .begun("place WAL", ASKED.plusSeconds(2))
            .begun("check", ASKED.plusSeconds(90));

    assertThat(times.begun()).containsOnlyKeys("check");
    assertThat(times.measured(PLAN, ASKED)).isEmpty();
  }
}
