package dev.meridian.restore.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhaseTimesTest {

  private static final Instant ASKED = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void aCompletedRestoreTellsHowLongItsPartsTook() {
    PhaseTimes times = PhaseTimes.of("");
    int second = 0;
    for (String phase :
        "check|fetch files|fetch files|place WAL|recover|promote|seal|end".split("\\|")) {
      second += 10;
      times = PhaseTimes.of(times.begun(phase, ASKED.plusSeconds(second)).text());
    }

    assertThat(times.ofRestore(70, 7, ASKED))
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

    assertThat(times.ofRestore(70, 7, ASKED))
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
    assertThat(times.ofRestore(70, 7, ASKED)).isEmpty();
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
    assertThat(times.ofRestore(70, 7, ASKED)).isEmpty();
  }

  @Test
  void ofADrillItsRestoreCountsAndNeitherItsTurnNorItsComparisonNorItsChecks() {
    PhaseTimes times = PhaseTimes.of("");
    int second = 1000;
    for (String phase :
        ("check|prepare directory|fetch files|place WAL|fetch large files|recover|compare|promote|seal"
                + "|check relations|check relations|check pages")
            .split("\\|")) {
      second += 10;
      times = PhaseTimes.of(times.begun(phase, ASKED.plusSeconds(second)).text());
    }

    assertThat(times.ofDrill(70, 7))
        .contains(
            new Measured(
                70, Duration.ofSeconds(20), 7, Duration.ofSeconds(20), Duration.ofSeconds(40)));
    assertThat(times.waits(ASKED).ofDrill(70, 7)).isEmpty();
    assertThat(times.begun("check", ASKED).ofDrill(70, 7)).isEmpty();
  }
}
