package dev.meridian.repository.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EffortTest {

  private static final int ROW = 120;

  private final byte[] halfRandom = rows(ROW);
  private final byte[] text = words();

  private final Effort effort = new Effort();
  private final SealedObject object = Sealing.plain(1).create("name", ObjectKind.PACK, effort);

  /** Rows of text, which begin with so many random bytes. */
  private static byte[] rows(int noise) {
    var random = new Random(1);
    byte[] content = new byte[Sealing.CHUNK_BYTES];
    for (int at = 0; at + 2 * ROW <= content.length; at += 2 * ROW) {
      for (int i = 0; i < 2 * ROW; i++) {
        content[at + i] = (byte) (i < noise ? random.nextInt() : 'a' + i % 26 + at % 5);
      }
    }
    return content;
  }

  /** Sentences of a few thousand words. */
  private static byte[] words() {
    var random = new Random(1);
    byte[] content = new byte[Sealing.CHUNK_BYTES];
    for (int at = 0; at < content.length; ) {
      long word = Math.min(random.nextInt(4000), random.nextInt(4000));
      for (long left = word * 48_271 + 26; left > 0 && at < content.length; left /= 26) {
        content[at++] = (byte) ('a' + left % 26);
      }
      if (at < content.length) {
        content[at++] = ' ';
      }
    }
    return content;
  }

  private int thoroughly(byte[] content) {
    return Sealing.plain(1).create("name", ObjectKind.PACK).seal(0, false, content).length;
  }

  private int sealed(long number, byte[] content) {
    return object.seal(number, false, content).length;
  }

  @Test
  void whatHardlyGainsByItIsCompressedQuickly() {
    sealed(0, halfRandom);

    int quickly = sealed(1, halfRandom);

    assertThat(quickly).isGreaterThan(thoroughly(halfRandom));
    assertThat(quickly).isLessThan((int) (thoroughly(halfRandom) * 1.02));
    assertThat(object.open(1, object.seal(1, false, halfRandom), 0).content())
        .isEqualTo(halfRandom);
  }

  @Test
  void whatGainsByItIsCompressedThoroughly() {
    sealed(0, text);

    assertThat(sealed(1, text)).isEqualTo(thoroughly(text));
  }

  @Test
  void itIsTriedAgainNowAndThen() {
    sealed(0, halfRandom);
    int carelessly = sealed(Effort.TRIED_EVERY - 1, text);

    int tried = sealed(Effort.TRIED_EVERY, text);

    assertThat(carelessly).isGreaterThan((int) (thoroughly(text) * 1.02));
    assertThat(tried).isEqualTo(thoroughly(text));
    assertThat(sealed(Effort.TRIED_EVERY + 1, text)).isEqualTo(tried);
  }

  @Test
  void theNextObjectGoesOnWithWhatIsKnown() {
    sealed(0, halfRandom);
    SealedObject next = Sealing.plain(1).create("next", ObjectKind.PACK, effort);

    assertThat(next.seal(1, false, halfRandom)).hasSize(sealed(1, halfRandom));
  }

  @Test
  void aHundredthLessIsNotWorthTheTimeAndAThirtiethIs() {
    byte[] gainsAHundredth = rows(200);
    byte[] gainsAThirtieth = rows(30);

    sealed(0, gainsAHundredth);
    assertThat(sealed(1, gainsAHundredth)).isGreaterThan(thoroughly(gainsAHundredth));
    sealed(0, gainsAThirtieth);
    assertThat(sealed(1, gainsAThirtieth)).isEqualTo(thoroughly(gainsAThirtieth));
  }

  @Test
  void whereNextToNothingIsStoredAFiftiethOfItIsNotWorthTheTime() {
    byte[] nearlyAllTheSame = rows(4);
    int thoroughly = thoroughly(nearlyAllTheSame);

    sealed(0, nearlyAllTheSame);

    assertThat(thoroughly).isLessThan(Sealing.CHUNK_BYTES / 40);
    assertThat(sealed(1, nearlyAllTheSame))
        .isGreaterThan(thoroughly + thoroughly / 50)
        .isLessThan(thoroughly + Sealing.CHUNK_BYTES / 256);
  }

  @Test
  void whereOnlyTheFastestWayLosesMuchTheOtherOneIsTaken() {
    byte[] accounts = accounts();
    var compressor = Compressor.take();
    int brisk = compressor.compress(accounts, accounts.length, Haste.BRISK);
    int quick = compressor.compress(accounts, accounts.length, Haste.QUICK);

    sealed(0, accounts);

    assertThat(sealed(1, accounts))
        .isEqualTo(brisk + SealedObject.CHUNK_EXTRA_BYTES)
        .isLessThan(quick)
        .isNotEqualTo(thoroughly(accounts));
  }

  /** Rows that begin with a number, a few that are counted, and blanks. */
  private static byte[] accounts() {
    var content = ByteBuffer.allocate(Sealing.CHUNK_BYTES);
    Arrays.fill(content.array(), (byte) ' ');
    for (int row = 0; content.remaining() >= 128; row++) {
      content.putInt(737).putInt(0).putInt(0).putInt(row / 61).putShort((short) (row % 61 + 1));
      content.putShort((short) 4).putInt(0x18000902).putInt(row).putInt(1).putInt(0);
      content.position(content.position() + 88);
    }
    return content.array();
  }

  @Test
  void whatIsSmallTellsNothingOfWhatIsLarge() {
    sealed(0, halfRandom);
    int quickly = sealed(1, text);

    sealed(Effort.TRIED_EVERY, Arrays.copyOf(text, Effort.LEAST_BYTES - 1));

    assertThat(quickly).isGreaterThan(thoroughly(text));
    assertThat(sealed(Effort.TRIED_EVERY + 1, text)).isEqualTo(quickly);
  }

  @Test
  void whatIsSmallIsCompressedThoroughlyWhateverWhatIsLargeGains() {
    sealed(0, halfRandom);
    byte[] small = Arrays.copyOf(text, Effort.LEAST_BYTES - 1);
    byte[] large = Arrays.copyOf(text, Effort.LEAST_BYTES);

    assertThat(sealed(1, small)).isEqualTo(thoroughly(small));
    assertThat(sealed(1, large)).isGreaterThan(thoroughly(large));
  }
}
