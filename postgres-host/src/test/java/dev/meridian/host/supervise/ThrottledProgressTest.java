package dev.meridian.host.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.host.server.Announcements.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class ThrottledProgressTest {

  @Test
  void progressIsToldWhenAPhaseBeginsAndNotAllTheTime() {
    List<Progress> told = new ArrayList<>();
    var progress = new ThrottledProgress(told::add, () -> false);

    progress.begins("fetch files");
    for (int i = 0; i < 1000; i++) {
      progress.progressed(new Progress("fetch files", i, 1000, null));
    }
    progress.begins("place WAL");

    assertThat(told.stream().map(Progress::phase)).startsWith("fetch files").endsWith("place WAL");
    assertThat(told).hasSizeLessThan(10);
  }

  @Test
  void thatAPhaseWaitsAndThatItGetsOnAgainIsToldAtOnce() {
    List<Boolean> waits = new ArrayList<>();
    var progress = new ThrottledProgress(told -> waits.add(told.waits()), () -> false);
    var getsOn = new Progress("fetch files", 1, 1000, null);

    progress.progressed(getsOn);
    progress.progressed(getsOn.waiting());
    progress.progressed(getsOn);

    assertThat(waits).containsExactly(false, true, false);
  }

  @Test
  void progressThatCannotBeToldStopsNothingAndAServerThatIsUnwantedDoes() {
    new ThrottledProgress(
            _ -> {
              throw new IllegalStateException("no database");
            },
            () -> false)
        .begins("check");

    assertThatThrownBy(() -> new ThrottledProgress(_ -> {}, () -> true).begins("check"))
        .isInstanceOf(CancellationException.class);
  }
}
