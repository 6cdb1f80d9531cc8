package dev.meridian.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WalSegmentTest {

  private static final int MB = 1 << 20;

  @ParameterizedTest
  @CsvSource({
    // As pg_walfile_name() names them under initdb --wal-segsize.
    "1, 0/1000000, 16, 000000010000000000000001",
    "1, 0/FFFFFFFF, 16, 0000000100000000000000FF",
    "3, A0/00000000, 16, 00000003000000A000000000",
    "1, 0/803148, 1, 000000010000000000000008",
    "1, 1/FFF00000, 1, 000000010000000100000FFF",
    "2, 7/C0000000, 1024, 000000020000000700000003",
    "31, 12/34567890, 64, 0000001F00000012000000" + "0D",
  })
  void aFileIsNamedForTimelineAndPosition(int timeline, String lsn, int megabytes, String name) {
    WalSegment segment = WalSegment.at(timeline, Lsn.parse(lsn), megabytes * MB);

    assertThat(segment.name()).isEqualTo(name);
    assertThat(WalSegment.parse(name, megabytes * MB)).isEqualTo(segment);
    assertThat(segment.contains(Lsn.parse(lsn))).isTrue();
  }

  @Test
  void aSegmentReachesToTheNextOne() {
    WalSegment last = WalSegment.parse("0000000100000000000000FF", 16 * MB);

    assertThat(last.start()).isEqualTo(Lsn.parse("0/FF000000"));
    assertThat(last.end()).isEqualTo(Lsn.parse("1/0"));
    assertThat(last.next().name()).isEqualTo("000000010000000100000000");
    assertThat(last.contains(last.end())).isFalse();
    assertThat(last.next().contains(last.end())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "000000010000000000000100", // a low part that 16 MB segments never reach
        "000000000000000000000001", // no timeline
        "FFFFFFFF0000000000000001",
        "00000001000000000000001",
        "0000000100000000000000001",
        "00000001000000000000000a",
        "00000002.history",
        "000000010000000000000001.partial"
      })
  void otherNamesAreRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WalSegment.parse(name, 16 * MB))
        .withMessageContaining(name);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 8192, MB - 1, 3 * MB, Integer.MIN_VALUE})
  void sizesThatPostgresDoesNotKnowAreRefused(int size) {
    assertThatIllegalArgumentException().isThrownBy(() -> WalSegment.at(1, Lsn.ZERO, size));
  }
}
