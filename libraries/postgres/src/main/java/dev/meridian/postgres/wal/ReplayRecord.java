package dev.meridian.postgres.wal;

import static dev.meridian.postgres.wal.CorruptWal.Fault.RECORD_CONTENTS;

import dev.meridian.postgres.Lsn;
import java.util.Arrays;

/**
 * Finds what replay of a record does to files. Layouts: PostgreSQL's {@code xlogrecord.h}, {@code
 * storage_xlog.h}, {@code xact.h}, and {@code rmgrlist.h} for the managers; what is read here is
 * the same from 15 to 18.
 */
final class ReplayRecord {

  /**
   * The headers of all blocks that a record may name: {@code XLR_MAX_BLOCK_ID} is 32, and one takes
   * 27 bytes at most; the rest is for what may come before the data.
   */
  private static final int LONGEST_HEADERS = 1024;

  private static final int TRANSACTION = 1;
  private static final int STORAGE = 2;
  private static final int DATABASE = 4;
  private static final int TABLESPACE = 5;

  /** The resource manager of the highest number that PostgreSQL itself has. */
  static final int LAST_BUILT_IN = 21;

  private static final int STORAGE_TRUNCATE = 0x20;
  private static final int TRANSACTION_PREPARE = 0x10;

  private static final int MOST_BLOCKS = 32;
  private static final int FORK_BITS = 0x0F;
  private static final int HAS_IMAGE = 0x10;
  private static final int HAS_DATA = 0x20;
  private static final int MADE_ANEW = 0x40;
  private static final int SAME_RELATION = 0x80;

  private static final int IMAGE_HAS_HOLE = 0x01;
  private static final int IMAGE_IS_APPLIED = 0x02;
  private static final int IMAGE_IS_COMPRESSED = 0x04 | 0x08 | 0x10;

  private byte[] kept = new byte[LONGEST_HEADERS];
  private int length;
  private int wanted;
  private long contents;
  private int at;

  /** How many bytes of data the headers read so far announce; they follow all headers. */
  private long announced;

  private int manager;
  private int info;
  private int xid;
  private long record;
  private Lsn start = Lsn.ZERO;

  /** Gets ready for a record that has {@code bytes} of contents. */
  void begin(int recordManager, int recordInfo, int transaction, long position, long bytes) {
    manager = recordManager;
    info = recordInfo;
    xid = transaction;
    record = position;
    contents = bytes;
    length = 0;
    boolean whole = manager == TRANSACTION && !isPrepare() || manager == STORAGE;
    wanted = (int) (whole ? bytes : Math.min(bytes, LONGEST_HEADERS));
  }

  /** How many more bytes of the contents it would keep. */
  int wants() {
    return wanted - length;
  }

  /** The place for the next {@code count} bytes, which the caller fills. */
  byte[] grow(int count) {
    if (length + count > kept.length) {
      kept = Arrays.copyOf(kept, Math.max(length + count, 2 * kept.length));
    }
    length += count;
    return kept;
  }

  int length() {
    return length;
  }

  /**
   * Tells of what was kept.
   *
   * @throws CorruptWal when the contents have an impossible layout
   */
  void tell(ReplayListener listener) {
    start = new Lsn(record);
    at = 0;
    boolean known = manager <= LAST_BUILT_IN && manager != DATABASE && manager != TABLESPACE;
    if (!known) {
      listener.everything(start);
      return;
    }
    tellBlocks(listener);
    if (manager == STORAGE && (info & 0xF0) == STORAGE_TRUNCATE) {
      take(4);
      listener.files(start, relation());
    } else if (manager == TRANSACTION && TransactionRecord.kind(info) != null) {
      tellRemoved(listener);
    } else if (manager == TRANSACTION && isPrepare()) {
      listener.prepared(start, xid);
    }
  }

  private boolean isPrepare() {
    return (info & TransactionRecord.KIND_BITS) == TRANSACTION_PREPARE;
  }

  /** Reads the headers, up to where the record's own data begins. */
  private void tellBlocks(ReplayListener listener) {
    RelationFiles relation = null;
    announced = 0;
    while (contents - at > announced) {
      int id = kept[take(1)] & 0xFF;
      switch (id) {
        case TransactionRecord.SHORT_DATA -> {
          take(1);
          return;
        }
        case TransactionRecord.LONG_DATA -> {
          take(4);
          return;
        }
        case TransactionRecord.ORIGIN -> take(2);
        case TransactionRecord.TOPLEVEL_XID -> take(4);
        default -> {
          if (id > MOST_BLOCKS) {
            throw impossible();
          }
          int flags = kept[take(1)] & 0xFF;
          int data = Bytes.u16(kept, take(2));
          announced += data;
          boolean image = (flags & HAS_IMAGE) != 0 && isAppliedImage();
          if (((flags & HAS_DATA) != 0) != (data > 0)) {
            throw impossible();
          }
          if ((flags & SAME_RELATION) == 0) {
            relation = relation();
          } else if (relation == null) {
            throw impossible();
          }
          long block = Bytes.u32(kept, take(4));
          boolean whole = image || (flags & MADE_ANEW) != 0;
          listener.page(start, relation, flags & FORK_BITS, block, whole);
        }
      }
    }
  }

  /** Whether the image that comes is for replay; others are there to check it. */
  private boolean isAppliedImage() {
    announced += Bytes.u16(kept, take(2));
    take(2);
    int image = kept[take(1)] & 0xFF;
    if ((image & IMAGE_HAS_HOLE) != 0 && (image & IMAGE_IS_COMPRESSED) != 0) {
      take(2);
    }
    return (image & IMAGE_IS_APPLIED) != 0;
  }

  private void tellRemoved(ReplayListener listener) {
    take(8);
    int has = (info & TransactionRecord.HAS_INFO) == 0 ? 0 : Bytes.i32(kept, take(4));
    if ((has & TransactionRecord.HAS_DATABASE) != 0) {
      take(8);
    }
    if ((has & TransactionRecord.HAS_SUBTRANSACTIONS) != 0) {
      take(4L * Bytes.u32(kept, take(4)));
    }
    if ((has & TransactionRecord.HAS_FILES) != 0) {
      for (long left = Bytes.u32(kept, take(4)); left > 0; left--) {
        listener.files(start, relation());
      }
    }
  }

  private RelationFiles relation() {
    int from = take(12);
    return new RelationFiles(
        Bytes.u32(kept, from), Bytes.u32(kept, from + 4), Bytes.u32(kept, from + 8));
  }

  private int take(long count) {
    if (count > length - at) {
      throw impossible();
    }
    int from = at;
    at += (int) count;
    return from;
  }

  private CorruptWal impossible() {
    return new CorruptWal(RECORD_CONTENTS, record, "a record's headers don't have their layout");
  }
}
