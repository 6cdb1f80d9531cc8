package dev.meridian.backup.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.backup.window.RestoreWindow.Gap;
import dev.meridian.repository.window.Stretch;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestoreWindowTest {

  private static final Instant LONG_AGO = at(0);

  @Test
  void withoutABackupNothingCanBeRestored() {
    assertThat(RestoreWindow.of(List.of(), true, at(9), LONG_AGO)).isEqualTo(RestoreWindow.NOTHING);
  }

  @Test
  void itGoesFromTheBackupToTheLastCommit() {
    assertThat(window(false, at(25), LONG_AGO, stretch(10, 20)))
        .isEqualTo(new RestoreWindow(at(10), at(20), at(25), List.of()));
  }

  @Test
  void withoutACommitAfterTheBackupItIsTheBackupsInstant() {
    assertThat(window(false, null, LONG_AGO, stretch(10, 5)))
        .isEqualTo(new RestoreWindow(at(10), at(10), at(10), List.of()));
  }

  @Test
  void coverageIsNeverBehindTheLastCommit() {
    assertThat(window(false, at(19), LONG_AGO, stretch(10, 20)).coveredUntil()).isEqualTo(at(20));
  }

  @Test
  void itNeverGoesFurtherBackThanTheRetention() {
    assertThat(window(false, at(30), at(15), stretch(10, 20)).earliest()).isEqualTo(at(15));
  }

  @Test
  void ofAServerThatHasLongBeenIdleThePresentCanBeRestored() {
    assertThat(window(false, at(90), at(50), stretch(10, 20)))
        .isEqualTo(new RestoreWindow(at(50), at(50), at(90), List.of()));
  }

  @Test
  void aGapIsBetweenTheLastCommitBeforeAndTheBackupAfter() {
    assertThat(window(false, at(45), LONG_AGO, stretch(10, 20), stretch(30, 40)).gaps())
        .containsExactly(new Gap(at(20), at(30)));
  }

  @Test
  void aGapIsOpenUntilThereIsABackupAfterIt() {
    assertThat(window(true, at(45), LONG_AGO, stretch(10, 20)))
        .isEqualTo(new RestoreWindow(at(10), at(20), at(20), List.of(new Gap(at(20), null))));
  }

  @Test
  void whatLiesBeforeTheRetentionIsForgottenWithItsGap() {
    assertThat(window(false, at(45), at(25), stretch(10, 20), stretch(30, 40)))
        .isEqualTo(new RestoreWindow(at(30), at(40), at(45), List.of()));
  }

  private static RestoreWindow window(
      boolean isOpen, Instant covered, Instant retained, Stretch... stretches) {
    return RestoreWindow.of(List.of(stretches), isOpen, covered, retained);
  }

  private static Stretch stretch(long earliest, long latest) {
    return new Stretch(at(earliest), at(latest));
  }

  private static Instant at(long second) {
    return Instant.ofEpochSecond(1_800_000_000 + second);
  }
}
