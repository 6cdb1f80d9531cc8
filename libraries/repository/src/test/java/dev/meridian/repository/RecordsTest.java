package dev.meridian.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.StoredObject;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** PostgreSQL's records in objects whose tags are right: the writer was given what they hold. */
class RecordsTest {

  private static final UUID SERVER = UUID.fromString("0199aaaa-0000-7000-8000-000000000001");
  private static final Lsn START = new Lsn(0x2000000);
  private static final int PAGE = 8192;

  /** So that there are too few of them to be merged. */
  private static final int PIECE = 20_000;

  /** So long that many lie in two objects. */
  private static final int RECORD = 15_000;

  private static final byte[] LOG = log(40);

  private final MemoryStore store = new MemoryStore();
  private final ServerArchive archive =
      Repository.create(store, RepositoryKey.generate()).server(SERVER);

  private List<Finding> verified(byte[] log) {
    SampleBackups.take(archive, Map.of("a", new byte[1]), SampleBackups.facts());
    append(log, 0, log.length);
    return archive.verify();
  }

  private void append(byte[] log, int from, int to) {
    try (var writer = archive.walWriter()) {
      for (int at = from; at < to; at += PIECE) {
        writer.append(
            1, START.plus(at), Arrays.copyOfRange(log, at, Math.min(to, at + PIECE)), List.of());
      }
    }
  }

  /** The name of the object that holds the byte. */
  private String holder(int at) {
    Lsn position = START.plus(at);
    return archive.objects().stream()
        .map(StoredObject::name)
        .filter(name -> name.contains("/wal/"))
        .filter(name -> !position.isBefore(lsn(name, 33)) && position.isBefore(lsn(name, 16)))
        .findFirst()
        .orElseThrow();
  }

  private static Lsn lsn(String name, int fromEnd) {
    int at = name.length() - fromEnd;
    return new Lsn(Long.parseUnsignedLong(name.substring(at, at + 16), 16));
  }

  @Test
  void recordsAcrossObjectsAreFollowed() {
    assertThat(verified(LOG)).isEmpty();
    assertThat(archive.objects()).hasSizeGreaterThan(20);
  }

  @Test
  void aBadRecordIsFoundThoughEveryTagIsRightAndItsObjectNamed() {
    byte[] bad = LOG.clone();
    int at = beginOfRecord(3) + 100;
    bad[at] ^= 1;

    assertThat(verified(bad))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo("wal-corrupt");
              assertThat(finding.object()).isEqualTo(holder(beginOfRecord(3)));
              assertThat(finding.message())
                  .contains(START.plus(beginOfRecord(3)).toString(), "checksum");
            });
    assertThat(archive.check(holder(at))).isEmpty();
  }

  @Test
  void ofABadRecordThatGoesOnBothEndsAreNamed() {
    byte[] bad = LOG.clone();
    int record = beginOfRecord(5);
    int at = record + RECORD - 50;
    bad[at] ^= 1;

    assertThat(verified(bad))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(holder(at)).isNotEqualTo(holder(record));
              assertThat(finding.object()).isEqualTo(holder(record));
              assertThat(finding.message()).contains(holder(at));
            });
  }

  @Test
  void whatIsBadHidesNothingBehindIt() {
    byte[] bad = LOG.clone();
    bad[beginOfRecord(3) + 100] ^= 1;
    bad[beginOfRecord(30) + 100] ^= 1;

    assertThat(verified(bad))
        .extracting(Finding::object)
        .containsExactly(holder(beginOfRecord(3)), holder(beginOfRecord(30)));
  }

  @Test
  void afterAGapRecordsAreReadAnew() {
    SampleBackups.take(archive, Map.of("a", new byte[1]), SampleBackups.facts());
    append(LOG, 0, 60_000);
    append(LOG, 100_000, LOG.length);

    assertThat(archive.verify()).extracting(Finding::code).containsExactly("wal-gap");
  }

  /** Where a record begins: each page has a header, and a record's length is a multiple of 8. */
  private static int beginOfRecord(int number) {
    int at = 40;
    for (int content = number * RECORD; content > 0; ) {
      int count = Math.min(content, PAGE - at % PAGE);
      at += count;
      content -= count;
      if (at % PAGE == 0) {
        at += 24;
      }
    }
    return at;
  }

  /** So many records of one length, as PostgreSQL 18 writes them into the first of its segments. */
  private static byte[] log(int records) {
    var bytes = new ByteArrayOutputStream();
    long previous = START.position() - 64;
    for (int number = 0; number < records; number++) {
      page(bytes, 0);
      long begin = START.position() + bytes.size();
      byte[] contents = new byte[RECORD - 24];
      Arrays.fill(contents, (byte) number);
      ByteBuffer record = numbers(RECORD).putInt(RECORD).putInt(700).putLong(previous);
      record.put((byte) 0x10).put((byte) 10);
      var checksum = new CRC32C();
      checksum.update(contents);
      checksum.update(record.array(), 0, 20);
      record.putInt(20, (int) checksum.getValue()).position(24).put(contents);
      previous = begin;
      for (int written = 0; written < RECORD; ) {
        page(bytes, RECORD - written);
        int count = Math.min(RECORD - written, PAGE - bytes.size() % PAGE);
        bytes.write(record.array(), written, count);
        written += count;
      }
    }
    return bytes.toByteArray();
  }

  private static void page(ByteArrayOutputStream bytes, int unwritten) {
    if (bytes.size() % PAGE == 0) {
      boolean first = bytes.size() == 0;
      int flags = (unwritten > 0 && !first ? 1 : 0) | (first ? 2 : 0);
      ByteBuffer header = numbers(first ? 40 : 24).putShort((short) 0xD118).putShort((short) flags);
      header.putInt(1).putLong(START.position() + bytes.size()).putInt(first ? 0 : unwritten);
      header.putInt(0);
      if (first) {
        header.putLong(7).putInt(16 << 20).putInt(PAGE);
      }
      bytes.writeBytes(header.array());
    }
  }

  private static ByteBuffer numbers(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
