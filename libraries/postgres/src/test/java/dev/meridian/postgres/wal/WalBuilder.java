package dev.meridian.postgres.wal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.zip.CRC32C;

/** Writes log as PostgreSQL does, from the beginning of a segment, and remembers what is in it. */
final class WalBuilder {

  static final int SEGMENT = 1 << 20;
  static final int PAGE = 8192;
  static final Lsn START = new Lsn(5L * SEGMENT);

  final List<TransactionEnd> ends = new ArrayList<>();
  final List<Lsn> records = new ArrayList<>();
  final BitSet inRecords = new BitSet();
  private final int magic;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int timeline = 1;
  private long previous = START.position() - 64;
  private int unwritten;
  private boolean replacesTorn;

  WalBuilder() {
    this(PageHeader.MAGIC_18);
  }

  WalBuilder(int magic) {
    this.magic = magic;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  Lsn position() {
    return START.plus(bytes.size());
  }

  WalBuilder timeline(int next) {
    timeline = next;
    return this;
  }

  WalBuilder previous(long other) {
    previous = other;
    return this;
  }

  WalBuilder other(int manager, int length) {
    byte[] data = new byte[length];
    for (int i = 0; i < length; i++) {
      data[i] = (byte) (i * 31 + length);
    }
    write(manager, 0x10, 900, contents(data));
    return this;
  }

  WalBuilder end(Kind kind, int xid, Instant at, byte[] rest) {
    int info =
        switch (kind) {
          case COMMIT -> 0x00;
          case ABORT -> 0x20;
          case COMMIT_PREPARED -> 0x30;
          case ABORT_PREPARED -> 0x40;
        };
    boolean prepared = info >= 0x30;
    long time = ChronoUnit.MICROS.between(Instant.parse("2000-01-01T00:00:00Z"), at);
    byte[] data = numbers(8 + rest.length).putLong(time).put(rest).array();
    Lsn start = write(1, rest.length > 0 ? info | 0x80 : info, prepared ? 0 : xid, contents(data));
    ends.add(new TransactionEnd(kind, xid, at, start, position()));
    return this;
  }

  WalBuilder commit(int xid) {
    return end(
        Kind.COMMIT, xid, Instant.parse("2026-11-22T11:00:00.000001Z").plusMillis(xid), none());
  }

  WalBuilder abort(int xid) {
    return end(Kind.ABORT, xid, Instant.parse("2026-11-22T11:00:00Z").plusMillis(xid), none());
  }

  /** With a database, subtransactions, files, dropped statistics and, if so, invalidations. */
  WalBuilder prepared(Kind kind, int xid, int subtransactions) {
    int item = magic == PageHeader.MAGIC_18 ? 16 : 12;
    boolean commits = kind == Kind.COMMIT_PREPARED;
    ByteBuffer rest =
        numbers(4 + 8 + 4 + 4 * subtransactions + 4 + 12 + 4 + 2 * item + (commits ? 20 : 0) + 6);
    rest.putInt(0x1 | 0x2 | 0x4 | 0x10 | 0x80 | 0x100 | (commits ? 0x8 : 0));
    rest.putInt(5).putInt(1663);
    rest.putInt(subtransactions).position(rest.position() + 4 * subtransactions);
    rest.putInt(1).position(rest.position() + 12);
    rest.putInt(2).position(rest.position() + 2 * item);
    if (commits) {
      rest.putInt(1).position(rest.position() + 16);
    }
    rest.putInt(xid).put((byte) 'g').put((byte) 0);
    return end(kind, xid, Instant.parse("2026-11-22T12:00:00Z").plusMillis(xid), rest.array());
  }

  WalBuilder switchSegment() {
    write(0, 0x40, 0, none());
    while (bytes.size() % SEGMENT != 0) {
      bytes.write(0);
    }
    return this;
  }

  WalBuilder zeros(int count) {
    bytes.writeBytes(new byte[count]);
    return this;
  }

  /** Begins a record, loses what of it lies beyond the page, and goes on as after a crash. */
  WalBuilder torn(int manager, int length) {
    byte[] record = record(manager, 0, 1, contents(new byte[length]));
    int here = PAGE - bytes.size() % PAGE;
    if (here >= record.length) {
      throw new IllegalArgumentException("The record fits the page");
    }
    bytes.write(record, 0, here);
    replacesTorn = true;
    return this;
  }

  /** Zeros up to where a record of this length still begins on this page and ends on the next. */
  WalBuilder upToEndOfPageBut(int left) {
    int room = PAGE - bytes.size() % PAGE - left;
    return other(10, room - 24 - (room - 24 > 257 ? 5 : 2));
  }

  private Lsn write(int manager, int info, int xid, byte[] contents) {
    beginPageIfNeeded();
    Lsn start = position();
    byte[] record = record(manager, info, xid, contents);
    records.add(start);
    previous = start.position();
    unwritten = record.length;
    while (unwritten > 0) {
      beginPageIfNeeded();
      int count = Math.min(unwritten, PAGE - bytes.size() % PAGE);
      inRecords.set(bytes.size(), bytes.size() + count);
      bytes.write(record, record.length - unwritten, count);
      unwritten -= count;
    }
    while (bytes.size() % 8 != 0) {
      bytes.write(0);
    }
    return start;
  }

  private byte[] record(int manager, int info, int xid, byte[] contents) {
    ByteBuffer record = numbers(24 + contents.length);
    record.putInt(record.capacity()).putInt(xid).putLong(previous);
    record.put((byte) info).put((byte) manager);
    CRC32C checksum = new CRC32C();
    checksum.update(contents);
    checksum.update(record.array(), 0, 20);
    return record.putInt(20, (int) checksum.getValue()).position(24).put(contents).array();
  }

  private void beginPageIfNeeded() {
    if (bytes.size() % PAGE != 0) {
      return;
    }
    boolean first = bytes.size() % SEGMENT == 0;
    int flags = (unwritten > 0 ? 0x1 : 0) | (first ? 0x2 : 0) | (replacesTorn ? 0x8 : 0);
    ByteBuffer header = numbers(first ? 40 : 24);
    header.putShort((short) magic).putShort((short) flags).putInt(timeline);
    header.putLong(position().position()).putInt(unwritten).putInt(0);
    if (first) {
      header.putLong(7_711_029_331_036_294_654L).putInt(SEGMENT).putInt(PAGE);
    }
    bytes.writeBytes(header.array());
    replacesTorn = false;
  }

  private static byte[] contents(byte[] data) {
    if (data.length == 0) {
      return data;
    }
    ByteBuffer contents = numbers(data.length + (data.length < 256 ? 2 : 5));
    if (data.length < 256) {
      contents.put((byte) 0xFF).put((byte) data.length);
    } else {
      contents.put((byte) 0xFE).putInt(data.length);
    }
    return contents.put(data).array();
  }

  private static byte[] none() {
    return new byte[0];
  }

  private static ByteBuffer numbers(int size) {
    return ByteBuffer.allocate(size).order(LITTLE_ENDIAN);
  }
}
