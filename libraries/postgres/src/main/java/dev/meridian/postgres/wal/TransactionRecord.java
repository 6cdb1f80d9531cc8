package dev.meridian.postgres.wal;

import static dev.meridian.postgres.wal.CorruptWal.Fault.RECORD_CONTENTS;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the time and the transaction in a commit or abort record, and the time and the name in one
 * of a restore point ({@code xl_restore_point}). Layouts: PostgreSQL's {@code xlogrecord.h} and
 * {@code xact.h}; they are the same from 15 to 18 but for the size of a dropped statistics item.
 */
final class TransactionRecord {

  /** Enough of a record for everything up to its time, whatever precedes it. */
  private static final int UP_TO_TIME = 32;

  /** Whatever precedes its time and its name. */
  private static final int LONGEST_POINT = 128;

  /** {@code MAXFNAMELEN} of PostgreSQL's {@code xlog_internal.h}. */
  private static final int NAME_BYTES = 64;

  static final int KIND_BITS = 0x70;
  static final int HAS_INFO = 0x80;
  private static final long SECONDS_FROM_1970_TO_2000 = 946_684_800;

  static final int LONG_DATA = 0xFE;
  static final int SHORT_DATA = 0xFF;
  static final int ORIGIN = 0xFD;
  static final int TOPLEVEL_XID = 0xFC;

  static final int HAS_DATABASE = 0x1;
  static final int HAS_SUBTRANSACTIONS = 0x2;
  static final int HAS_FILES = 0x4;
  private static final int HAS_INVALIDATIONS = 0x8;
  private static final int HAS_TWOPHASE = 0x10;
  private static final int HAS_ORIGIN = 0x20;
  private static final int HAS_GLOBAL_ID = 0x80;
  private static final int HAS_DROPPED_STATISTICS = 0x100;

  private byte[] kept = new byte[256];
  private int length;
  private int wanted;
  private int at;
  private long record;

  /** What a record of the transaction manager with this info ends with, if it is an end at all. */
  static @Nullable Kind kind(int info) {
    return switch (info & KIND_BITS) {
      case 0x00 -> Kind.COMMIT;
      case 0x20 -> Kind.ABORT;
      case 0x30 -> Kind.COMMIT_PREPARED;
      case 0x40 -> Kind.ABORT_PREPARED;
      default -> null;
    };
  }

  /** Gets ready for the contents of a record that has {@code bytes} of them. */
  void begin(Kind kind, long bytes) {
    boolean whole = kind == Kind.COMMIT_PREPARED || kind == Kind.ABORT_PREPARED;
    wanted = (int) (whole ? bytes : Math.min(bytes, UP_TO_TIME));
    length = 0;
  }

  /** Gets ready for the contents of a restore point, all of them. */
  void beginPoint(long bytes) {
    wanted = (int) Math.min(bytes, LONGEST_POINT);
    length = 0;
  }

  /**
   * Reads what was kept of a restore point.
   *
   * @throws CorruptWal when the contents have an impossible layout
   */
  RestorePoint readPoint(long start, long end) {
    record = start;
    at = 0;
    skipToData();
    Instant time = instant(Bytes.i64(kept, take(8)));
    int name = take(NAME_BYTES);
    int size = 0;
    while (size < NAME_BYTES && kept[name + size] != 0) {
      size++;
    }
    return new RestorePoint(
        new String(kept, name, size, StandardCharsets.UTF_8), time, new Lsn(start), new Lsn(end));
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
   * Reads what was kept.
   *
   * @throws CorruptWal when the contents end too early or have an impossible layout
   */
  TransactionEnd read(Kind kind, int info, int xid, int magic, long start, long end) {
    record = start;
    at = 0;
    skipToData();
    long time = Bytes.i64(kept, take(8));
    boolean prepared = kind == Kind.COMMIT_PREPARED || kind == Kind.ABORT_PREPARED;
    int ended = prepared ? preparedXid(kind, info, magic) : xid;
    return new TransactionEnd(kind, ended, instant(time), new Lsn(start), new Lsn(end));
  }

  private void skipToData() {
    while (true) {
      switch (kept[take(1)] & 0xFF) {
        case SHORT_DATA -> {
          take(1);
          return;
        }
        case LONG_DATA -> {
          take(4);
          return;
        }
        case ORIGIN -> take(2);
        case TOPLEVEL_XID -> take(4);
        default -> throw impossible();
      }
    }
  }

  private int preparedXid(Kind kind, int info, int magic) {
    int has = (info & HAS_INFO) == 0 ? 0 : Bytes.i32(kept, take(4));
    if ((has & HAS_DATABASE) != 0) {
      take(8);
    }
    if ((has & HAS_SUBTRANSACTIONS) != 0) {
      takeList(4);
    }
    if ((has & HAS_FILES) != 0) {
      takeList(12);
    }
    if ((has & HAS_DROPPED_STATISTICS) != 0) {
      takeList(magic == PageHeader.MAGIC_18 ? 16 : 12);
    }
    if (kind == Kind.COMMIT_PREPARED && (has & HAS_INVALIDATIONS) != 0) {
      takeList(16);
    }
    if ((has & HAS_TWOPHASE) == 0) {
      throw impossible();
    }
    int xid = Bytes.i32(kept, take(4));
    requireEnd(has);
    return xid;
  }

  /** Only the right lengths of all lists lead to the record's very end. */
  private void requireEnd(int has) {
    if ((has & HAS_GLOBAL_ID) != 0) {
      while (kept[take(1)] != 0) {
        // A text with a zero at its end.
      }
    }
    if ((has & HAS_ORIGIN) != 0) {
      take(16);
    }
    if (at != length) {
      throw impossible();
    }
  }

  private void takeList(int item) {
    take(Bytes.u32(kept, take(4)) * item);
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
    return new CorruptWal(
        RECORD_CONTENTS, record, "a commit or abort record does not have that record's layout");
  }

  private static Instant instant(long microsecondsSince2000) {
    return Instant.ofEpochSecond(
        SECONDS_FROM_1970_TO_2000 + Math.floorDiv(microsecondsSince2000, 1_000_000L),
        Math.floorMod(microsecondsSince2000, 1_000_000L) * 1_000L);
  }
}
