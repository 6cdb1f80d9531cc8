package dev.meridian.postgres.wal;

import static dev.meridian.postgres.wal.WalBuilder.PAGE;
import static dev.meridian.postgres.wal.WalBuilder.SEGMENT;
import static dev.meridian.postgres.wal.WalBuilder.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.CorruptWal.Fault;
import dev.meridian.postgres.wal.TransactionEnd.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WalReaderTest {

  private final List<TransactionEnd> found = new ArrayList<>();

  private WalReader read(byte[] wal) {
    return read(START, wal);
  }

  private WalReader read(Lsn start, byte[] wal) {
    WalReader reader = new WalReader(start, SEGMENT);
    reader.accept(ByteBuffer.wrap(wal), found::add);
    return reader;
  }

  private CorruptWal fault(byte[] wal) {
    return catchThrowableOfType(CorruptWal.class, () -> read(wal));
  }

  /** Three pages with every kind of end, and records and headers across page boundaries. */
  private static WalBuilder threePages() {
    return new WalBuilder()
        .other(10, 100)
        .commit(1)
        .prepared(Kind.COMMIT_PREPARED, 2, 40)
        .upToEndOfPageBut(16) // a record header across the boundary
        .commit(3)
        .abort(4)
        .other(0, 300)
        .prepared(Kind.ABORT_PREPARED, 5, 3)
        .upToEndOfPageBut(40) // contents across the boundary
        .prepared(Kind.COMMIT_PREPARED, 6, 700)
        .commit(7)
        .other(128, 5)
        .commit(8);
  }

  @Test
  void everyEndOfATransactionIsFoundInOrder() {
    WalBuilder wal = threePages();

    WalReader reader = read(wal.bytes());

    assertThat(found).isEqualTo(wal.ends).hasSize(8);
    assertThat(reader.records()).isEqualTo(wal.records.size());
    assertThat(reader.endOfLastRecord()).isEqualTo(wal.position());
    assertThat(reader.received()).isEqualTo(wal.position());
    assertThat(reader.isBlankFromHere()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {PageHeader.MAGIC_15, PageHeader.MAGIC_16, PageHeader.MAGIC_17, PageHeader.MAGIC_18})
  void preparedTransactionsAreFoundBehindTheListsOfEachVersion(int magic) {
    WalBuilder wal = new WalBuilder(magic).prepared(Kind.COMMIT_PREPARED, -5, 2);

    read(wal.bytes());

    assertThat(found).singleElement().extracting(TransactionEnd::xid).isEqualTo(-5);
  }

  @Test
  void theSameBytesInAnyTwoSlicesAreTheSameLog() {
    WalBuilder wal = threePages();
    byte[] bytes = wal.bytes();
    for (int split = 0; split <= bytes.length; split++) {
      found.clear();
      WalReader reader = new WalReader(START, SEGMENT);
      reader.accept(ByteBuffer.wrap(bytes, 0, split), found::add);
      assertThat(reader.received()).isEqualTo(START.plus(split));
      assertThat(reader.endOfLastRecord()).isLessThanOrEqualTo(reader.received());
      reader.accept(ByteBuffer.wrap(bytes, split, bytes.length - split), found::add);
      assertThat(found).isEqualTo(wal.ends);
      assertThat(reader.endOfLastRecord()).isEqualTo(wal.position());
    }
  }

  @Test
  void singleBytesOutsideTheHeapAreTheSameLog() {
    WalBuilder wal = threePages();
    ByteBuffer direct = ByteBuffer.allocateDirect(wal.bytes().length).put(wal.bytes()).flip();
    WalReader reader = new WalReader(START, SEGMENT);

    for (int i = 0; i < direct.capacity(); i++) {
      reader.accept(direct.slice(i, 1).asReadOnlyBuffer(), found::add);
    }

    assertThat(found).isEqualTo(wal.ends);
    assertThat(reader.records()).isEqualTo(wal.records.size());
  }

  @Test
  void theCallersBufferStaysAsItIs() {
    ByteBuffer buffer = ByteBuffer.wrap(threePages().bytes());

    new WalReader(START, SEGMENT).accept(buffer, found::add);

    assertThat(buffer.position()).isZero();
    assertThat(buffer.order()).isEqualTo(java.nio.ByteOrder.BIG_ENDIAN);
  }

  @Test
  void noFlippedBitPasses() {
    WalBuilder builder = threePages().other(10, 9000).commit(9);
    byte[] intact = builder.bytes();
    List<TransactionEnd> ends = builder.ends;
    long records = read(intact).records();
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      int bit = i < 4_000 ? i : random.nextInt(intact.length * 8);
      byte[] wal = intact.clone();
      wal[bit / 8] ^= (byte) (1 << (bit % 8));
      found.clear();
      WalReader reader = new WalReader(START, SEGMENT);
      try {
        reader.accept(ByteBuffer.wrap(wal), found::add);
        // Paddings, and what only later pages would have contradicted.
        assertThat(reader.records() < records || !builder.inRecords.get(bit / 8)).isTrue();
      } catch (CorruptWal e) {
        assertThat(e.at()).isLessThanOrEqualTo(START.plus(bit / 8 + PAGE));
      }
      assertThat(found).isEqualTo(ends.subList(0, found.size()));
    }
  }

  @Test
  void noFlippedBitOfARecordPasses() {
    WalBuilder builder = new WalBuilder().commit(1).other(10, 64);
    int from = (int) builder.records.getLast().minus(START);
    int to = builder.bytes().length - 6; // its padding
    byte[] intact = builder.commit(2).bytes();
    for (int bit = from * 8; bit < to * 8; bit++) {
      byte[] wal = intact.clone();
      wal[bit / 8] ^= (byte) (1 << (bit % 8));
      found.clear();
      WalReader reader = new WalReader(START, SEGMENT);
      try {
        reader.accept(ByteBuffer.wrap(wal), found::add);
      } catch (CorruptWal e) {
        assertThat(e.at()).isEqualTo(START.plus(from));
      }
      assertThat(found).as("bit %d", bit).hasSize(1);
      assertThat(reader.records()).isEqualTo(1);
    }
  }

  @Test
  void readingMayStartAnywhere() {
    WalBuilder wal = threePages();
    byte[] bytes = wal.bytes();
    for (int start = 1; start < bytes.length; start++) {
      found.clear();
      Lsn page = START.plus((start + PAGE - 1) / PAGE * PAGE);

      WalReader reader = read(START.plus(start), Arrays.copyOfRange(bytes, start, bytes.length));

      assertThat(found)
          .isEqualTo(wal.ends.stream().filter(e -> !e.start().isBefore(page)).toList());
      assertThat(reader.received()).isEqualTo(wal.position());
    }
  }

  @Test
  void aRecordMaySpanSegments() {
    WalBuilder wal =
        new WalBuilder()
            .commit(1)
            .other(10, 2 * SEGMENT)
            .prepared(Kind.COMMIT_PREPARED, 2, 300_000);
    byte[] bytes = wal.commit(3).bytes();

    assertThat(read(bytes).endOfLastRecord()).isEqualTo(wal.position());
    assertThat(found).isEqualTo(wal.ends).hasSize(3);

    found.clear();
    int second = 2 * SEGMENT;
    read(START.plus(second), Arrays.copyOfRange(bytes, second, bytes.length));
    assertThat(found).containsExactlyElementsOf(wal.ends.subList(1, 3));
  }

  @Test
  void aSwitchLeavesTheRestOfTheSegmentEmpty() {
    WalBuilder wal = new WalBuilder().commit(1).switchSegment();
    assertThat(read(wal.bytes()).endOfLastRecord()).isEqualTo(START.plus(SEGMENT));

    wal.commit(2).switchSegment().commit(3);
    found.clear();
    assertThat(read(wal.bytes()).isBlankFromHere()).isFalse();
    assertThat(found).isEqualTo(wal.ends).hasSize(3);

    byte[] dirty = wal.bytes();
    dirty[SEGMENT - 5] = 1;
    assertThat(fault(dirty).fault()).isEqualTo(Fault.NOT_ZERO);
  }

  @Test
  void whoBeginsBehindASwitchGoesOnWithTheNextSegment() {
    WalBuilder wal = new WalBuilder().commit(1).switchSegment().commit(2).commit(3);
    byte[] bytes = wal.bytes();
    for (int from : List.of(200, PAGE, 5 * PAGE + 77, SEGMENT - 8, SEGMENT)) {
      found.clear();
      WalReader reader = read(START.plus(from), Arrays.copyOfRange(bytes, from, bytes.length));
      assertThat(found).as("from " + from).isEqualTo(wal.ends.subList(1, 3));
      assertThat(reader.endOfLastRecord()).isEqualTo(wal.position());
    }

    bytes[SEGMENT - 5] = 1;
    assertThatThrownBy(() -> read(START.plus(PAGE), Arrays.copyOfRange(bytes, PAGE, bytes.length)))
        .isInstanceOfSatisfying(
            CorruptWal.class, e -> assertThat(e.fault()).isEqualTo(Fault.NOT_ZERO));
  }

  @Test
  void aSwitchThatEndsItsSegmentLeavesNothing() {
    WalBuilder wal = new WalBuilder();
    while (SEGMENT - wal.bytes().length > PAGE) {
      wal.other(10, 3000);
    }
    wal.upToEndOfPageBut(24).switchSegment().commit(1);

    read(wal.bytes());

    assertThat(found).isEqualTo(wal.ends).hasSize(1);
  }

  @Test
  void aTornRecordIsForgottenWhereItIsReplaced() {
    WalBuilder wal = new WalBuilder().commit(1).upToEndOfPageBut(100).torn(1, 500).commit(2);

    WalReader reader = read(wal.bytes());

    assertThat(found).isEqualTo(wal.ends).hasSize(2);
    assertThat(reader.records()).isEqualTo(3);
  }

  @Test
  void aTornHeaderIsForgottenWhereItIsReplaced() {
    WalBuilder wal = new WalBuilder().commit(1).upToEndOfPageBut(8).torn(10, 500).commit(2);

    read(wal.bytes());

    assertThat(found).isEqualTo(wal.ends).hasSize(2);
  }

  @Test
  void aRecordThatDoesNotContinueIsCorrupt() {
    WalBuilder wal = new WalBuilder().commit(1).upToEndOfPageBut(100).torn(10, 500).commit(2);
    byte[] bytes = wal.bytes();
    bytes[PAGE + 2] &= ~8;

    assertThat(fault(bytes).fault()).isEqualTo(Fault.CONTINUATION);
    assertThat(fault(bytes).at()).isEqualTo(START.plus(PAGE));
  }

  @Test
  void zerosAfterTheLastRecordAreTheEnd() {
    for (WalBuilder wal :
        List.of(new WalBuilder().commit(1), new WalBuilder().upToEndOfPageBut(0))) {
      Lsn end = wal.position();
      WalReader reader = read(wal.zeros(3 * PAGE).bytes());
      assertThat(reader.isBlankFromHere()).isTrue();
      assertThat(reader.endOfLastRecord()).isEqualTo(end);
    }
  }

  @Test
  void zerosInTheMiddleAreCorrupt() {
    byte[] wal = threePages().bytes();
    Arrays.fill(wal, PAGE, 2 * PAGE, (byte) 0);

    assertThat(fault(wal).fault()).isEqualTo(Fault.NOT_ZERO);
  }

  @Test
  void aPageFromAnotherPlaceIsCorrupt() {
    byte[] wal = threePages().bytes();
    wal[PAGE + 8 + 3] ^= 1;

    assertThat(fault(wal))
        .hasMessageContaining("page address")
        .extracting(CorruptWal::fault)
        .isEqualTo(Fault.PAGE_HEADER);
    assertThat(fault(wal).at()).isEqualTo(START.plus(PAGE));
  }

  @Test
  void aSoundRecordThatWasThereBeforeIsCorrupt() {
    WalBuilder wal = new WalBuilder().commit(1).commit(2);

    byte[] stale = wal.previous(START.position() + 40).commit(3).bytes();

    CorruptWal fault = fault(stale);
    assertThat(fault.fault()).isEqualTo(Fault.RECORD_HEADER);
    assertThat(fault.at()).isEqualTo(wal.records.getLast());
    assertThat(found).hasSize(2);
  }

  @Test
  void contentsWithoutSenseAreCorruptEvenWithTheRightChecksum() {
    byte[] listOfTooMany = {0x2, 0, 0, 0, -1, -1, -1, -1, 0, 0, 0, 0};
    WalBuilder wal =
        new WalBuilder().end(Kind.COMMIT_PREPARED, 1, java.time.Instant.EPOCH, listOfTooMany);

    assertThat(fault(wal.bytes()).fault()).isEqualTo(Fault.RECORD_CONTENTS);
  }

  @Test
  void timelinesOnlyEverRise() {
    WalBuilder wal = new WalBuilder().other(10, PAGE).timeline(2).other(10, PAGE);
    assertThat(read(wal.commit(1).bytes()).records()).isEqualTo(3);

    assertThat(fault(wal.timeline(1).other(10, PAGE).bytes())).hasMessageContaining("timeline");
  }

  @Test
  void theSegmentSizeMustBeTheServers() {
    assertThatExceptionOfType(CorruptWal.class)
        .isThrownBy(
            () ->
                new WalReader(new Lsn(16 << 20), 16 << 20)
                    .accept(ByteBuffer.wrap(atAnotherAddress()), found::add))
        .withMessageContaining("segment size");
  }

  private static byte[] atAnotherAddress() {
    byte[] wal = new WalBuilder().commit(1).bytes();
    ByteBuffer.wrap(wal).order(java.nio.ByteOrder.LITTLE_ENDIAN).putLong(8, 16 << 20);
    return wal;
  }

  @Test
  void whatWasCorruptOnceStaysSo() {
    WalReader reader = new WalReader(START, SEGMENT);
    byte[] bad = new WalBuilder().commit(1).bytes();
    bad[60] ^= 1;

    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(CorruptWal.class)
          .isThrownBy(() -> reader.accept(ByteBuffer.wrap(bad), found::add))
          .withMessageContaining("0/00500028");
    }
  }
}
