package dev.meridian.postgres.wal;

import static dev.meridian.postgres.wal.CorruptWal.Fault.CHECKSUM;
import static dev.meridian.postgres.wal.CorruptWal.Fault.CONTINUATION;
import static dev.meridian.postgres.wal.CorruptWal.Fault.NOT_ZERO;
import static dev.meridian.postgres.wal.CorruptWal.Fault.RECORD_HEADER;
import static dev.meridian.postgres.wal.PageHeader.PAGE;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.WalSegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads the write-ahead log of PostgreSQL 15 to 18 as it arrives, in slices of any size: checks
 * every page header and every record's checksum, and tells of each transaction's end. It keeps no
 * bytes but those of the commit or abort record under way, and allocates nothing for other records.
 *
 * <p>Not for several threads at once. Pages are 8192 bytes (PostgreSQL's default), numbers
 * little-endian.
 */
public final class WalReader {

  private static final int RECORD_HEADER_SIZE = 24;
  private static final int CHECKSUM_AT = 20;
  private static final long LARGEST_RECORD = 1L << 30;
  private static final long UNKNOWN = -1;

  private static final int XLOG_MANAGER = 0;
  private static final int TRANSACTION_MANAGER = 1;
  private static final int FIRST_CUSTOM_MANAGER = 128;
  private static final int XLOG_SWITCH = 0x40;
  private static final int XLOG_RESTORE_POINT = 0x70;

  /** What the next bytes belong to, page headers aside. */
  private enum Part {
    /** The rest of a page that the reader did not see from its beginning. */
    UNKNOWN_PAGE,
    /** The rest of a record that the reader did not see from its beginning. */
    UNKNOWN_RECORD,
    HEADER,
    CONTENTS,
    /** Between the record's last byte and the next multiple of eight. */
    PADDING,
    /** Zeros up to the end of the segment, after a switch record, seen or not. */
    SWITCHED,
    /** Zeros for ever: no more log was written. */
    BLANK
  }

  private final int segmentSize;
  private final PageHeader pageHeader;
  private final TransactionRecord transaction = new TransactionRecord();
  private final ReplayRecord replay = new ReplayRecord();
  private final CRC32C checksum = new CRC32C();
  private final byte[] header = new byte[RECORD_HEADER_SIZE];

  private Part part = Part.UNKNOWN_PAGE;
  private long position;
  private long endOfLastRecord;
  private long previousRecord = UNKNOWN;
  private long record = UNKNOWN;
  private int headerFilled;
  private long rest;
  private TransactionEnd.@Nullable Kind kind;
  private boolean point;
  private Consumer<RestorePoint> points = ignored -> {};
  private @Nullable ReplayListener replays;
  private long records;
  private @Nullable CorruptWal failure;

  /**
   * Reads from {@code start}, wherever in the log that is: the first record that is read is the
   * first one to begin on or after the first page boundary from there.
   *
   * @param start position of the first byte that will be given
   * @param segmentSize bytes in a segment, a power of two from 1 MB to 1 GB
   */
  public WalReader(Lsn start, int segmentSize) {
    WalSegment.requireSize(segmentSize);
    this.segmentSize = segmentSize;
    this.pageHeader = new PageHeader(segmentSize);
    this.position = start.position();
    this.endOfLastRecord = start.position();
  }

  /** From here on, {@code listener} is told of each restore point, as of transactions' ends. */
  public void onRestorePoint(Consumer<RestorePoint> listener) {
    points = listener;
  }

  /**
   * From here on, {@code listener} is told what replay of each record does to files, in log order,
   * once the whole record is checked.
   */
  public void onReplay(ReplayListener listener) {
    replays = listener;
  }

  /**
   * Reads all remaining bytes of {@code bytes}, which follow those given before. The buffer's
   * position stays.
   *
   * @param ends is told of each transaction's end, in log order, once its whole record is checked
   * @throws CorruptWal when the bytes are not valid log; from then on at every call
   */
  public void accept(ByteBuffer bytes, Consumer<TransactionEnd> ends) {
    if (failure != null) {
      throw failure;
    }
    ByteBuffer in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    try {
      while (in.hasRemaining()) {
        step(in, ends);
      }
    } catch (CorruptWal e) {
      failure = e;
      throw e;
    }
  }

  /**
   * The end of the last record that was wholly received and checked; before the first, the start.
   */
  public Lsn endOfLastRecord() {
    return new Lsn(endOfLastRecord);
  }

  /** The position after the last byte received. */
  public Lsn received() {
    return new Lsn(position);
  }

  /** How many records were wholly received and checked. */
  public long records() {
    return records;
  }

  /**
   * Whether the log ended: zeros came where a record should begin, as in the unused part of a
   * segment file. A server never streams these.
   */
  public boolean isBlankFromHere() {
    return part == Part.BLANK;
  }

  private void step(ByteBuffer in, Consumer<TransactionEnd> ends) {
    int offset = (int) (position & (PAGE - 1));
    switch (part) {
      case UNKNOWN_PAGE -> {
        if (offset == 0 || pageHeader.isBegun()) {
          takePageHeader(in);
        } else {
          skip(in, PAGE - offset);
        }
      }
      case SWITCHED -> takeZeros(in, segmentSize - (position & (segmentSize - 1L)));
      case BLANK -> takeZeros(in, in.remaining());
      default -> {
        if (offset < pageHeader.sizeAt(position)) {
          takePageHeader(in);
        } else {
          takeRecord(in, PAGE - offset, ends);
        }
      }
    }
  }

  private void takeRecord(ByteBuffer in, int restOfPage, Consumer<TransactionEnd> ends) {
    int run = Math.min(in.remaining(), restOfPage);
    switch (part) {
      case HEADER -> takeHeader(in, run, ends);
      case CONTENTS -> takeContents(in, (int) Math.min(run, rest), ends);
      case PADDING -> {
        skip(in, (int) Math.min(run, padding()));
        endIfAligned(ends);
      }
      case UNKNOWN_RECORD -> {
        int count = (int) Math.min(run, rest);
        skip(in, count);
        rest -= count;
        if (rest == 0) {
          endOfContents(ends);
        }
      }
      default -> throw new IllegalStateException(part.name());
    }
  }

  private void takePageHeader(ByteBuffer in) {
    int size = pageHeader.sizeAt(position);
    int before = in.position();
    boolean complete = pageHeader.take(in, size);
    position += in.position() - before;
    if (complete) {
      beginPage(position - size, size);
    }
  }

  private void beginPage(long page, int size) {
    if (pageHeader.isBlank(size)) {
      // Who didn't see what came before may be behind a switch.
      boolean switched = part == Part.UNKNOWN_PAGE && (page & (segmentSize - 1L)) != 0;
      part = switched ? Part.SWITCHED : Part.BLANK;
      return;
    }
    pageHeader.check(page);
    if (part == Part.UNKNOWN_PAGE) {
      rest = pageHeader.restOfRecord();
      part = pageHeader.continues() ? Part.UNKNOWN_RECORD : Part.HEADER;
      return;
    }
    long expected = missing();
    if (expected > 0 && pageHeader.replacesTornRecord()) {
      headerFilled = 0;
      part = Part.HEADER;
    } else if (pageHeader.restOfRecord() != expected) {
      throw new CorruptWal(
          CONTINUATION,
          page,
          expected
              + " bytes of a record must continue here, the page says "
              + pageHeader.restOfRecord());
    }
  }

  /** How many bytes of the record under way are still to come. */
  private long missing() {
    return switch (part) {
      case HEADER -> headerFilled == 0 ? 0 : Bytes.u32(header, 0) - headerFilled;
      case CONTENTS, UNKNOWN_RECORD -> rest;
      default -> 0;
    };
  }

  private void takeHeader(ByteBuffer in, int run, Consumer<TransactionEnd> ends) {
    if (headerFilled == 0) {
      record = position;
    }
    int count = Math.min(run, RECORD_HEADER_SIZE - headerFilled);
    in.get(header, headerFilled, count);
    boolean lengthWasKnown = headerFilled >= Integer.BYTES;
    headerFilled += count;
    position += count;
    if (!lengthWasKnown && headerFilled >= Integer.BYTES && isBlank()) {
      return;
    }
    if (headerFilled == RECORD_HEADER_SIZE) {
      headerFilled = 0;
      beginContents();
      if (rest == 0) {
        endOfContents(ends);
      }
    }
  }

  private boolean isBlank() {
    long length = Bytes.u32(header, 0);
    if (length == 0) {
      for (int i = 0; i < headerFilled; i++) {
        requireZero(header[i] == 0);
      }
      headerFilled = 0;
      part = Part.BLANK;
      return true;
    }
    requireHeader(length >= RECORD_HEADER_SIZE && length <= LARGEST_RECORD, "length", length);
    return false;
  }

  private void beginContents() {
    long previous = Bytes.i64(header, 8);
    requireHeader(
        previousRecord == UNKNOWN
            ? Long.compareUnsigned(previous, record) < 0
            : previous == previousRecord,
        "link to the record before it",
        previous);
    int manager = header[17] & 0xFF;
    requireHeader(
        manager <= ReplayRecord.LAST_BUILT_IN || manager >= FIRST_CUSTOM_MANAGER,
        "resource manager",
        manager);
    part = Part.CONTENTS;
    rest = Bytes.u32(header, 0) - RECORD_HEADER_SIZE;
    checksum.reset();
    kind = manager == TRANSACTION_MANAGER ? TransactionRecord.kind(header[16]) : null;
    point = manager == XLOG_MANAGER && (header[16] & 0xF0) == XLOG_RESTORE_POINT;
    if (kind != null) {
      transaction.begin(kind, rest);
    } else if (point) {
      transaction.beginPoint(rest);
    }
    if (replays != null) {
      replay.begin(manager, header[16] & 0xFF, Bytes.i32(header, 4), record, rest);
    }
  }

  private void takeContents(ByteBuffer in, int count, Consumer<TransactionEnd> ends) {
    if (kind != null || point) {
      int wanted = Math.min(count, transaction.wants());
      int at = transaction.length();
      in.get(in.position(), transaction.grow(wanted), at, wanted);
    }
    if (replays != null) {
      int wanted = Math.min(count, replay.wants());
      int at = replay.length();
      in.get(in.position(), replay.grow(wanted), at, wanted);
    }
    if (in.hasArray()) {
      checksum.update(in.array(), in.arrayOffset() + in.position(), count);
      in.position(in.position() + count);
    } else {
      int limit = in.limit();
      checksum.update(in.limit(in.position() + count));
      in.limit(limit);
    }
    position += count;
    rest -= count;
    if (rest == 0) {
      endOfContents(ends);
    }
  }

  private void endOfContents(Consumer<TransactionEnd> ends) {
    if (part == Part.CONTENTS) {
      checksum.update(header, 0, CHECKSUM_AT);
      if ((int) checksum.getValue() != Bytes.i32(header, CHECKSUM_AT)) {
        throw new CorruptWal(CHECKSUM, record, "a record's bytes do not match its checksum");
      }
    } else {
      record = UNKNOWN;
    }
    part = Part.PADDING;
    endIfAligned(ends);
  }

  private void endIfAligned(Consumer<TransactionEnd> ends) {
    if (padding() > 0) {
      return;
    }
    part = Part.HEADER;
    if (record == UNKNOWN) {
      return;
    }
    records++;
    previousRecord = record;
    endOfLastRecord = position;
    if (replays != null) {
      replay.tell(replays);
    }
    int info = header[16] & 0xFF;
    if (kind != null) {
      int xid = Bytes.i32(header, 4);
      ends.accept(transaction.read(kind, info, xid, pageHeader.magic(), record, position));
    } else if (point) {
      points.accept(transaction.readPoint(record, position));
    } else if (header[17] == XLOG_MANAGER
        && (info & 0xF0) == XLOG_SWITCH
        && (position & (segmentSize - 1L)) != 0) {
      part = Part.SWITCHED;
    }
  }

  private long padding() {
    return -position & 7;
  }

  private void takeZeros(ByteBuffer in, long most) {
    int count = (int) Math.min(in.remaining(), most);
    requireZero(Bytes.takeZeros(in, count));
    position += count;
    if (part == Part.SWITCHED && (position & (segmentSize - 1L)) == 0) {
      part = Part.HEADER;
      endOfLastRecord = position;
    }
  }

  private void skip(ByteBuffer in, int most) {
    int count = Math.min(in.remaining(), most);
    in.position(in.position() + count);
    position += count;
  }

  private void requireZero(boolean zero) {
    if (!zero) {
      throw new CorruptWal(NOT_ZERO, position, "there must be zeros after the last record");
    }
  }

  private void requireHeader(boolean holds, String what, long found) {
    if (!holds) {
      throw new CorruptWal(
          RECORD_HEADER, record, "the record's " + what + " is 0x" + Long.toHexString(found));
    }
  }
}
