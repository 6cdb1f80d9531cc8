package dev.meridian.backup.basebackup;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.backup.basebackup.TakeBackup.WalMissing;
import dev.meridian.backup.wal.LogStatus;
import dev.meridian.postgres.Lsn;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NeededLogTest {

  private static final NeededLog NEEDED = new NeededLog(new Lsn(1000), new Lsn(2000));
  private static final Duration WAITED = Duration.ofMinutes(5);

  private static LogStatus log(long unbrokenFrom, long safe) {
    return new LogStatus(
        LogStatus.State.STREAMING,
        1,
        new Lsn(unbrokenFrom),
        new Lsn(safe),
        new Lsn(3000),
        0,
        null,
        null,
        null,
        0,
        null);
  }

  @Test
  void itSufficesIfAllOfItIsSafe() {
    assertThatCode(() -> NEEDED.requireSafe(log(1000, 2000), WAITED)).doesNotThrowAnyException();
  }

  @Test
  void itsEndMustBeSafe() {
    assertThatThrownBy(() -> NEEDED.requireSafe(log(500, 1999), WAITED))
        .isInstanceOf(WalMissing.class)
        .hasMessageContainingAll(NEEDED.to().toString(), "PT5M", new Lsn(1999).toString());
  }

  @Test
  void nothingOfItMayLieBeforeAGap() {
    assertThatThrownBy(() -> NEEDED.requireSafe(log(1001, 2500), WAITED))
        .isInstanceOf(WalMissing.class)
        .hasMessageContainingAll("gap", NEEDED.from().toString(), new Lsn(1001).toString());
  }
}
