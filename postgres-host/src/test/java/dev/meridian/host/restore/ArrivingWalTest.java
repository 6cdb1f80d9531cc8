package dev.meridian.host.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import org.junit.jupiter.api.Test;

class ArrivingWalTest {

  private static final long MOST = 64L << 20;
  private static final Lsn REACHED = Lsn.parse("2/FF000000");

  @Test
  void whatIsPlacedAheadOfReplayIsBounded() {
    assertThat(ArrivingWal.isFarAhead(REACHED, REACHED, MOST)).isFalse();
    assertThat(ArrivingWal.isFarAhead(REACHED.plus(MOST), REACHED, MOST)).isFalse();

    assertThat(ArrivingWal.isFarAhead(REACHED.plus(MOST + 1), REACHED, MOST)).isTrue();
    assertThat(ArrivingWal.isFarAhead(REACHED.plus(3 * MOST), REACHED, MOST)).isTrue();
  }

  @Test
  void replayThatHasComeFurtherThanWhatIsPlacedIsGivenMore() {
    assertThat(ArrivingWal.isFarAhead(REACHED, REACHED.plus(2 * MOST), MOST)).isFalse();
  }
}
