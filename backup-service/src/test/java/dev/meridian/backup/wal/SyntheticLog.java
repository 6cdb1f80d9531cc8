package dev.meridian.backup.wal;

import dev.meridian.postgres.Lsn;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Log as PostgreSQL 18 writes it: pages, and commit records with something in between. */
final class SyntheticLog {

  static final int SEGMENT = 1 << 20;
  static final Lsn START = new Lsn(5L * SEGMENT);
  static final long SYSTEM = 7_711_029_331_036_294_654L;
  private static final int PAGE = 8192;
  private static final Instant FIRST_COMMIT = Instant.parse("2026-11-22T11:00:00Z");

  private final Bytes bytes = new Bytes();
  private final int timeline;
  private long previous = START.position() - 64;
  private int unwritten;
  private int commits;

  SyntheticLog() {
    this(1);
  }

  private SyntheticLog(int timeline) {
    this.timeline = timeline;
  }

  /** The next timeline, which has all that there is of this one. */
  synchronized SyntheticLog branch() {
    var next = new SyntheticLog(timeline + 1);
    next.bytes.writeBytes(bytes.toByteArray());
    next.previous = previous;
    next.commits = commits;
    return next;
  }

  /** Writes so many commits, each with so much before it; the time of the last one. */
  synchronized Instant commit(int count, int bytesBefore) {
    for (int i = 0; i < count; i++) {
      byte[] data = new byte[bytesBefore];
      Arrays.fill(data, (byte) commits);
      write(10, 0x10, contents(data));
      commits++;
      long micros =
          ChronoUnit.MICROS.between(Instant.parse("2000-01-01T00:00:00Z"), timeOf(commits));
      write(1, 0, contents(numbers(8).putLong(micros).array()));
    }
    return timeOf(commits);
  }

  /** Writes commits, and a last record that ends right at a page's end. */
  synchronized void commitUpTo(Lsn pageEnd) {
    while (pageEnd.minus(end()) > PAGE + 4000) {
      commit(1, 3000);
    }
    while (pageEnd.minus(end()) > PAGE - 100) {
      commit(1, 50);
    }
    write(10, 0x10, contents(new byte[(int) pageEnd.minus(end()) - 24 - 5]));
  }

  /** Names this place, as of the last commit; where its record ends. */
  synchronized Lsn restorePoint(String name) {
    long micros = ChronoUnit.MICROS.between(Instant.parse("2000-01-01T00:00:00Z"), timeOf(commits));
    byte[] text = Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), 64);
    write(0, 0x70, contents(numbers(8 + text.length).putLong(micros).put(text).array()));
    return end();
  }

  /** When the n-th commit was made, from 1. */
  static Instant timeOf(int commit) {
    return FIRST_COMMIT.plusMillis(commit);
  }

  synchronized int commits() {
    return commits;
  }

  int timeline() {
    return timeline;
  }

  synchronized Lsn end() {
    return START.plus(bytes.size());
  }

  synchronized byte[] read(Lsn from, int most) {
    return bytes.range((int) from.minus(START), most);
  }

  private void write(int manager, int info, byte[] contents) {
    beginPageIfNeeded();
    long start = end().position();
    ByteBuffer record = numbers(24 + contents.length);
    record.putInt(record.capacity()).putInt(700 + commits).putLong(previous);
    record.put((byte) info).put((byte) manager);
    CRC32C checksum = new CRC32C();
    checksum.update(contents);
    checksum.update(record.array(), 0, 20);
    record.putInt(20, (int) checksum.getValue()).position(24).put(contents);
    previous = start;
    unwritten = record.capacity();
    while (unwritten > 0) {
      beginPageIfNeeded();
      int count = Math.min(unwritten, PAGE - bytes.size() % PAGE);
      bytes.write(record.array(), record.capacity() - unwritten, count);
      unwritten -= count;
    }
    while (bytes.size() % 8 != 0) {
      bytes.write(0);
    }
  }

  private void beginPageIfNeeded() {
    if (bytes.size() % PAGE != 0) {
      return;
    }
    boolean first = bytes.size() % SEGMENT == 0;
    int flags = (unwritten > 0 ? 0x1 : 0) | (first ? 0x2 : 0);
    ByteBuffer header = numbers(first ? 40 : 24);
    header.putShort((short) 0xD118).putShort((short) flags).putInt(timeline);
    header.putLong(end().position()).putInt(unwritten).putInt(0);
    if (first) {
      header.putLong(SYSTEM).putInt(SEGMENT).putInt(PAGE);
    }
    bytes.writeBytes(header.array());
  }

  private static final class Bytes extends ByteArrayOutputStream {

    byte[] range(int from, int most) {
      return Arrays.copyOfRange(buf, from, (int) Math.min(count, (long) from + most));
    }
  }

  private static byte[] contents(byte[] data) {
    ByteBuffer contents = numbers(data.length + (data.length < 256 ? 2 : 5));
    if (data.length < 256) {
      contents.put((byte) 0xFF).put((byte) data.length);
    } else {
      contents.put((byte) 0xFE).putInt(data.length);
    }
    return contents.put(data).array();
  }

  private static ByteBuffer numbers(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
