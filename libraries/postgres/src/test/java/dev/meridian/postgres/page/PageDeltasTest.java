package dev.meridian.postgres.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** That pages of PostgreSQL's are as they were, each restore of the system's tests shows. */
class PageDeltasTest {

  private static final int PAGE = PageChecksum.PAGE;

  private final Random random = new Random(11);

  /** A page of items of a length, the last one first, of which {@code item} tells the bytes. */
  private static byte[] page(int items, int length, int special, ItemBytes item) {
    ByteBuffer page = ByteBuffer.allocate(PAGE).order(ByteOrder.LITTLE_ENDIAN);
    page.putShort(12, (short) (24 + 4 * items)).putShort(16, (short) special);
    page.putShort(18, (short) 0x2004);
    for (int i = 0; i < items; i++) {
      int offset = special - (i + 1) * length;
      page.putInt(24 + 4 * i, length << 17 | 1 << 15 | offset);
      page.put(offset, item.of(i));
    }
    return page.array();
  }

  private interface ItemBytes {
    byte[] of(int number);
  }

  /** As a row of one transaction, with a number and a text. */
  private static byte[] row(int number) {
    return ByteBuffer.allocate(40)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0, 737)
        .putShort(14, (short) 5)
        .putShort(16, (short) (number + 1))
        .putLong(24, 1_000_000 + number)
        .put(32, new byte[] {'t', 'e', 'x', 't', 'u', 'r', 'e', 's'})
        .array();
  }

  private static byte[] changed(byte[] bytes, int first) {
    byte[] changed = bytes.clone();
    PageDeltas.apply(changed, first, changed.length);
    return changed;
  }

  private static void verifyUndone(byte[] bytes, int first) {
    byte[] undone = changed(bytes, first);
    PageDeltas.undo(undone, first, undone.length);
    assertThat(undone).isEqualTo(bytes);
  }

  @Test
  void rowsThatCountUpAreAllTheSame() {
    byte[] page = page(50, 40, PAGE, PageDeltasTest::row);

    byte[] changed = changed(page, 0);

    byte[] second = Arrays.copyOfRange(changed, PAGE - 80, PAGE - 40);
    byte[] expected = row(0);
    ByteBuffer.wrap(expected)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(0, 0)
        .putLong(8, 0)
        .putLong(16, 1)
        .putLong(24, 1);
    assertThat(second).isEqualTo(expected);
    for (int i = 2; i < 50; i++) {
      int at = PAGE - 40 * (i + 1);
      assertThat(Arrays.copyOfRange(changed, at, at + 40)).isEqualTo(second);
    }
    assertThat(Arrays.copyOfRange(changed, PAGE - 40, PAGE)).isEqualTo(row(0));
    verifyUndone(page, 0);
  }

  @Test
  void whatIsPointedToIsWhereItIsExpected() {
    byte[] page = page(3, 40, PAGE, PageDeltasTest::row);
    ByteBuffer moved = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
    moved.putInt(32, moved.getInt(32) - 16);

    ByteBuffer changed = ByteBuffer.wrap(changed(page, 0)).order(ByteOrder.LITTLE_ENDIAN);

    assertThat(changed.getInt(24)).isEqualTo(moved.getInt(24));
    assertThat(changed.getInt(28)).isEqualTo(40 << 17 | 1 << 15);
    assertThat(changed.getInt(32)).isEqualTo(40 << 17 | 1 << 15 | 0x7FFF & -16);
    verifyUndone(page, 0);
  }

  @Test
  void ofAnIndexLessOfEachItemIsChanged() {
    byte[] index = page(20, 40, PAGE - 16, PageDeltasTest::row);

    byte[] changed = changed(index, 0);

    int at = PAGE - 16 - 80;
    assertThat(Arrays.copyOfRange(changed, at, at + 16)).containsOnly(0);
    assertThat(Arrays.copyOfRange(changed, at + 16, at + 40))
        .isEqualTo(Arrays.copyOfRange(row(1), 16, 40));
    verifyUndone(index, 0);
  }

  @Test
  void pagesBeginWhereTwoFollowEachOther() {
    byte[] page = page(50, 40, PAGE, PageDeltasTest::row);
    byte[] bytes = new byte[100 + 3 * PAGE];
    System.arraycopy(page, 0, bytes, 100, PAGE);
    System.arraycopy(page, 0, bytes, 100 + PAGE, PAGE);

    assertThat(PageDeltas.firstPage(bytes, bytes.length)).isEqualTo(100);
    assertThat(PageDeltas.firstPage(bytes, 100 + 2 * PAGE)).isEqualTo(100);
    assertThat(PageDeltas.firstPage(bytes, 99 + 2 * PAGE)).isEqualTo(PageDeltas.NONE);
    assertThat(PageDeltas.firstPage(new byte[4 * PAGE], 4 * PAGE)).isEqualTo(PageDeltas.NONE);
    assertThat(PageDeltas.firstPage(page, 10)).isEqualTo(PageDeltas.NONE);
    verifyUndone(bytes, 100);
    assertThat(Arrays.mismatch(changed(bytes, 100), bytes)).isBetween(100, 100 + PAGE);
  }

  @Test
  void pagesAreFoundBehindEmptyOnesAndBehindSomethingElse() {
    byte[] empty = page(0, 40, PAGE, PageDeltasTest::row);
    byte[] page = page(50, 40, PAGE, PageDeltasTest::row);
    byte[] bytes = new byte[100 + 64 * PAGE];
    for (int number = 20; number < 64; number++) {
      System.arraycopy(number == 20 ? empty : page, 0, bytes, 100 + number * PAGE, PAGE);
    }
    byte[] afterEmpty = Arrays.copyOf(empty, 2 * PAGE);
    System.arraycopy(page, 0, afterEmpty, PAGE, PAGE);

    assertThat(PageDeltas.firstPage(bytes, bytes.length)).isEqualTo(100);
    assertThat(PageDeltas.firstPage(afterEmpty, 2 * PAGE)).isZero();
    verifyUndone(bytes, 100);
    assertThat(Arrays.mismatch(changed(bytes, 100), bytes)).isGreaterThan(100 + 21 * PAGE);
  }

  @Test
  void whatIsBehindTheEndStays() {
    byte[] page = page(50, 40, PAGE, PageDeltasTest::row);
    byte[] bytes = Arrays.copyOf(page, 2 * PAGE);
    System.arraycopy(page, 0, bytes, PAGE, PAGE);
    byte[] changed = bytes.clone();

    PageDeltas.apply(changed, 0, 2 * PAGE - 1);

    assertThat(Arrays.mismatch(changed, bytes)).isLessThan(PAGE);
    assertThat(Arrays.copyOfRange(changed, PAGE, 2 * PAGE)).isEqualTo(page);
  }

  @Test
  void anythingComesBackAsItWas() {
    int differed = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[PAGE];
      random.nextBytes(bytes);
      ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      header.putShort(18, (short) 0x2004);
      header.putShort(12, (short) random.nextInt(20, PAGE + 100));
      header.putShort(16, (short) (random.nextBoolean() ? PAGE : random.nextInt(PAGE + 100)));
      for (int at = 24; at < PAGE && round % 3 > 0; at += 4) {
        int near = random.nextInt(1 + round % 400);
        int offset = random.nextInt(10) == 0 ? random.nextInt(1 << 15) : PAGE - 200 + near / 2;
        header.putInt(at, random.nextInt(100) << 17 | random.nextInt(4) << 15 | offset & 0x7FFF);
      }
      verifyUndone(bytes, 0);
      differed += Arrays.equals(changed(bytes, 0), bytes) ? 0 : 1;
    }
    assertThat(differed).isGreaterThan(10_000);
  }
}
