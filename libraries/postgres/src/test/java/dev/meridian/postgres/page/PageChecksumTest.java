package dev.meridian.postgres.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** That PostgreSQL agrees is seen by postgres-host's drills, which verify whole servers. */
class PageChecksumTest {

  private final byte[] pages = new byte[3 * PageChecksum.PAGE];

  private static void seal(byte[] pages, int offset, long block) {
    ByteBuffer.wrap(pages)
        .order(ByteOrder.nativeOrder())
        .putShort(offset + 8, (short) PageChecksum.of(pages, offset, block));
  }

  @Test
  void aPageCarriesItsOwnChecksumAndNoOther() {
    new Random(7).nextBytes(pages);
    for (int page = 0; page < 3; page++) {
      seal(pages, page * PageChecksum.PAGE, page);
    }

    assertThat(PageChecksum.matches(pages, PageChecksum.PAGE, 1)).isTrue();
    assertThat(PageChecksum.matches(pages, PageChecksum.PAGE, 2)).isFalse();
    for (int bit = 0; bit < PageChecksum.PAGE * 8; bit += 97) {
      pages[PageChecksum.PAGE + bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(PageChecksum.matches(pages, PageChecksum.PAGE, 1)).as("bit %d", bit).isFalse();
      pages[PageChecksum.PAGE + bit / 8] ^= (byte) (1 << bit % 8);
    }
    assertThat(PageChecksum.matches(pages, 2 * PageChecksum.PAGE, 2)).isTrue();
  }

  @Test
  void aPageThatWasNeverWrittenToHasNone() {
    assertThat(PageChecksum.matches(pages, 0, 0)).isTrue();
  }
}
