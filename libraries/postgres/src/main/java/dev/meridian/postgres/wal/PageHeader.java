package dev.meridian.postgres.wal;

import static dev.meridian.postgres.wal.CorruptWal.Fault.PAGE_HEADER;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The header that each page of the log begins with, collected as its bytes come and checked against
 * the place where it is found and the pages before it. Layout: PostgreSQL's {@code
 * xlog_internal.h}.
 */
final class PageHeader {

  static final int PAGE = 8192;
  private static final int SHORT_SIZE = 24;
  private static final int LONG_SIZE = 40;

  private static final int FIRST_IS_CONTRECORD = 0x1;
  private static final int LONG_HEADER = 0x2;
  private static final int ALL_FLAGS = 0xF;
  private static final int FIRST_IS_OVERWRITE_CONTRECORD = 0x8;

  static final int MAGIC_15 = 0xD110;
  static final int MAGIC_16 = 0xD113;
  static final int MAGIC_17 = 0xD116;
  static final int MAGIC_18 = 0xD118;

  private final int segmentSize;
  private final byte[] bytes = new byte[LONG_SIZE];
  private int filled;
  private int magic;
  private int timeline;
  private long systemId;

  PageHeader(int segmentSize) {
    this.segmentSize = segmentSize;
  }

  /** How long the header of the page that holds {@code position} is. */
  int sizeAt(long position) {
    return sizeAt(position, segmentSize);
  }

  static int sizeAt(long position, int segmentSize) {
    return (position & (segmentSize - 1L)) < PAGE ? LONG_SIZE : SHORT_SIZE;
  }

  /** Whether some of a header's bytes were taken and some are missing. */
  boolean isBegun() {
    return filled > 0;
  }

  /** Takes what it needs of {@code in}; whether it is complete now. */
  boolean take(ByteBuffer in, int size) {
    int count = Math.min(in.remaining(), size - filled);
    in.get(bytes, filled, count);
    filled += count;
    if (filled < size) {
      return false;
    }
    filled = 0;
    return true;
  }

  /** Whether the header just taken is nothing but zeros: no page was ever written here. */
  boolean isBlank(int size) {
    return Arrays.equals(bytes, 0, size, new byte[size], 0, size);
  }

  /**
   * Checks the header just taken, found at {@code page}.
   *
   * @throws CorruptWal when it cannot be this page's
   */
  void check(long page) {
    require(isKnown(Bytes.u16(bytes, 0)), page, "page magic", Bytes.u16(bytes, 0));
    require(magic == 0 || magic == Bytes.u16(bytes, 0), page, "page magic", Bytes.u16(bytes, 0));
    magic = Bytes.u16(bytes, 0);
    require((flags() & ~ALL_FLAGS) == 0, page, "page flags", flags());
    boolean first = sizeAt(page) == LONG_SIZE;
    require(first == ((flags() & LONG_HEADER) != 0), page, "page flags", flags());
    require(Bytes.i64(bytes, 8) == page, page, "page address", Bytes.i64(bytes, 8));
    int found = Bytes.i32(bytes, 4);
    require(found > 0 && found >= timeline, page, "timeline", found);
    timeline = found;
    require(continues() == (restOfRecord() > 0), page, "length of continuation", restOfRecord());
    if (first) {
      checkLong(page);
    }
  }

  private void checkLong(long page) {
    require(Bytes.u32(bytes, 32) == segmentSize, page, "segment size", Bytes.u32(bytes, 32));
    require(Bytes.u32(bytes, 36) == PAGE, page, "page size", Bytes.u32(bytes, 36));
    long found = Bytes.i64(bytes, 24);
    require(systemId == 0 || systemId == found, page, "system identifier", found);
    systemId = found;
  }

  private static boolean isKnown(int magic) {
    return magic == MAGIC_15 || magic == MAGIC_16 || magic == MAGIC_17 || magic == MAGIC_18;
  }

  private static void require(boolean holds, long page, String what, long found) {
    if (!holds) {
      throw new CorruptWal(
          PAGE_HEADER, page, "the page header's " + what + " is 0x" + Long.toHexString(found));
    }
  }

  private int flags() {
    return Bytes.u16(bytes, 2);
  }

  /** The format's number: which PostgreSQL wrote it. */
  int magic() {
    return magic;
  }

  /** Whether the page begins with the rest of a record. */
  boolean continues() {
    return (flags() & FIRST_IS_CONTRECORD) != 0;
  }

  /** Whether the record that should continue here was given up after a crash, and replaced. */
  boolean replacesTornRecord() {
    return (flags() & FIRST_IS_OVERWRITE_CONTRECORD) != 0;
  }

  /** How many bytes of the record begun earlier are still to come, page headers not counted. */
  long restOfRecord() {
    return Bytes.u32(bytes, 16);
  }
}
