package dev.meridian.repository.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.repository.SamplePages;
import dev.meridian.repository.store.DamagedObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SealingTest {

  private final Sealing sealing = Sealing.encrypted(Sealing.newDataKey(), 3);

  @Test
  void theSameContentIsSealedDifferentlyEachTime() {
    byte[] content = new byte[1000];
    SealedObject one = sealing.create("name", ObjectKind.PACK);
    SealedObject two = sealing.create("name", ObjectKind.PACK);

    assertThat(one.seal(0, true, content)).isNotEqualTo(two.seal(0, true, content));
    assertThat(one.seal(1, true, content)).isNotEqualTo(one.seal(2, true, content));
  }

  @Test
  void whatDoesNotCompressIsStoredAsItIs() {
    byte[] random = new byte[5000];
    new Random(1).nextBytes(random);
    SealedObject object = sealing.create("name", ObjectKind.PACK);

    assertThat(object.seal(0, false, random)).hasSize(5000 + SealedObject.CHUNK_EXTRA_BYTES);
    assertThat(object.seal(1, false, new byte[5000]).length).isLessThan(100);
    assertThat(object.open(0, object.seal(0, false, random), 0).content()).isEqualTo(random);
  }

  @Test
  void aChunkIsOpenedOnlyInItsPlace() {
    SealedObject object = sealing.create("name", ObjectKind.PACK);
    byte[] chunk = object.seal(3, false, new byte[] {1, 2, 3});

    assertThat(object.open(3, chunk, 0).content()).containsExactly(1, 2, 3);
    assertThat(object.open(3, chunk, 0).last()).isFalse();
    assertThatThrownBy(() -> object.open(4, chunk, 0)).isInstanceOf(DamagedObject.class);
    SealedObject renamed = sealing.open("eman", ObjectKind.PACK, object.preamble());
    assertThatThrownBy(() -> renamed.open(3, chunk, 0)).isInstanceOf(DamagedObject.class);
    byte[] madeLast = chunk.clone();
    madeLast[8] |= 2;
    assertThatThrownBy(() -> object.open(3, madeLast, 0)).isInstanceOf(DamagedObject.class);
  }

  @Test
  void anotherKeyOrKindOpensNothing() {
    SealedObject object = sealing.create("name", ObjectKind.PACK);
    byte[] chunk = object.seal(0, false, new byte[10]);
    byte[] preamble = object.preamble();
    Sealing other = Sealing.encrypted(Sealing.newDataKey(), 3);

    assertThatThrownBy(() -> other.open("name", ObjectKind.PACK, preamble).open(0, chunk, 0))
        .isInstanceOf(DamagedObject.class);
    assertThatThrownBy(() -> sealing.open("name", ObjectKind.WAL, preamble))
        .isInstanceOf(DamagedObject.class);
    assertThatThrownBy(() -> Sealing.plain(3).open("name", ObjectKind.PACK, preamble))
        .isInstanceOf(DamagedObject.class)
        .hasMessageContaining("encrypted");
  }

  @Test
  void anUnknownVersionOrFlagIsRefusedAsSuch() {
    for (int at : new int[] {4, 5}) {
      byte[] preamble = sealing.create("name", ObjectKind.PACK).preamble();
      preamble[at] |= 0x40;
      assertThatThrownBy(() -> sealing.open("name", ObjectKind.PACK, preamble))
          .isInstanceOf(UnsupportedFormat.class)
          .hasMessageContaining("name");
    }
  }

  @Test
  void pagesAreStoredAsTheirDeltasAndComeBackAsTheyWere() {
    byte[] pages = SamplePages.accounts(100);
    byte[] content = new byte[3 + pages.length];
    System.arraycopy(pages, 0, content, 3, pages.length);
    SealedObject object = sealing.create("name", ObjectKind.PACK);

    byte[] chunk = object.sealPages(0, true, content.clone(), content.length);

    assertThat(chunk.length).isLessThan(object.seal(1, true, content).length / 2);
    assertThat(object.open(0, chunk, 0).content()).isEqualTo(content);
  }

  @Test
  void pagesAreStoredAsTheyAreWhereNobodyAsksForMore() {
    byte[] content = SamplePages.accounts(100);
    SealedObject object = sealing.create("name", ObjectKind.PACK);
    SealedObject log = sealing.create("name", ObjectKind.WAL);

    assertThat(object.seal(0, true, content)[8] & 4).isZero();
    assertThatThrownBy(() -> log.sealPages(0, true, content, content.length))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anObjectOfTheFirstVersionHasNoDeltas() throws Exception {
    Sealing plain = Sealing.plain(3);
    byte[] preamble = plain.create("name", ObjectKind.PACK).preamble();
    preamble[4] = 1;
    SealedObject old = plain.open("name", ObjectKind.PACK, preamble);
    byte[] chunk = old.seal(0, true, new byte[] {1, 2, 3});
    byte[] withFlag = chunk.clone();
    withFlag[8] |= 4;
    retag(withFlag, preamble);

    assertThat(old.open(0, chunk, 0).content()).containsExactly(1, 2, 3);
    assertThatThrownBy(() -> old.open(0, withFlag, 0)).isInstanceOf(UnsupportedFormat.class);
    assertThatThrownBy(() -> old.sealPages(0, true, new byte[3], 3))
        .isInstanceOf(IllegalStateException.class);
  }

  /** As if chunk 0 of this plain object had been written so. */
  private static void retag(byte[] chunk, byte[] preamble) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(preamble);
    digest.update(chunk, 0, 12);
    digest.update(new byte[8]);
    digest.update("name".getBytes(StandardCharsets.UTF_8));
    int tag = chunk.length - 16;
    digest.update(chunk, 12, tag - 12);
    System.arraycopy(digest.digest(), 0, chunk, tag, 16);
  }

  @Test
  void lengthsThatCannotBeAreDamage() {
    SealedObject object = sealing.create("name", ObjectKind.PACK);
    byte[] chunk = object.seal(0, false, new byte[10]);
    byte[] huge = chunk.clone();
    huge[4] = 0x7F;

    assertThatThrownBy(() -> object.open(0, huge, 0)).isInstanceOf(DamagedObject.class);
    assertThatThrownBy(() -> object.open(0, Arrays.copyOf(chunk, 5), 0))
        .isInstanceOf(DamagedObject.class);
    assertThatThrownBy(() -> object.open(0, Arrays.copyOf(chunk, chunk.length - 1), 0))
        .isInstanceOf(DamagedObject.class);
  }
}
