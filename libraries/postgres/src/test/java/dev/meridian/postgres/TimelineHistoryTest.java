package dev.meridian.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimelineHistoryTest {

  /** As PostgreSQL writes it: an empty line before each addition. */
  private static final String FILE =
      "1\t0/3000180\tno recovery target specified\n"
          + "\n"
          + "2\t0/5A4B3C80\tbefore 2026-11-22 12:00:00+01\n";

  private final TimelineHistory history = TimelineHistory.parse(4, FILE);

  @Test
  void aFileIsReadAndWrittenAsPostgresDoes() {
    assertThat(history.branches())
        .containsExactly(
            new TimelineHistory.Branch(1, Lsn.parse("0/3000180"), "no recovery target specified"),
            new TimelineHistory.Branch(
                2, Lsn.parse("0/5A4B3C80"), "before 2026-11-22 12:00:00+01"));
    assertThat(history.format()).isEqualTo(FILE);
    assertThat(TimelineHistory.fileName(26)).isEqualTo("0000001A.history");
  }

  @Test
  void eachByteOfTheLogBelongsToOneTimeline() {
    assertThat(history.timelineAt(Lsn.ZERO)).isEqualTo(1);
    assertThat(history.timelineAt(Lsn.parse("0/300017F"))).isEqualTo(1);
    assertThat(history.timelineAt(Lsn.parse("0/3000180"))).isEqualTo(2);
    assertThat(history.timelineAt(Lsn.parse("0/5A4B3C7F"))).isEqualTo(2);
    assertThat(history.timelineAt(Lsn.parse("0/5A4B3C80"))).isEqualTo(4);
    assertThat(history.timelineAt(Lsn.parse("FF/0"))).isEqualTo(4);
  }

  @Test
  void onlyAncestorsHaveAnEnd() {
    assertThat(history.endOf(1)).contains(Lsn.parse("0/3000180"));
    assertThat(history.endOf(3)).isEmpty();
    assertThat(history.endOf(4)).isEmpty();
    assertThat(history.start()).contains(Lsn.parse("0/5A4B3C80"));
  }

  @Test
  void theFirstTimelineComesFromNowhere() {
    TimelineHistory first = new TimelineHistory(1, List.of());

    assertThat(first.start()).isEmpty();
    assertThat(first.timelineAt(Lsn.parse("FF/0"))).isEqualTo(1);
  }

  @Test
  void commentsAndMissingRemarksAreNoError() {
    assertThat(TimelineHistory.parse(2, "# by hand\n 1 0/28\n").branches())
        .containsExactly(new TimelineHistory.Branch(1, Lsn.parse("0/28"), ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "one\t0/28\tx",
        "1\tx\tx",
        "2\t0/28\tx\n1\t0/30\tx", // timelines go back
        "1\t0/28\tx\n2\t0/20\tx", // positions go back
        "7\t0/28\tx" // a child older than its parent
      })
  void impossibleHistoriesAreRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> TimelineHistory.parse(5, text));
  }
}
