package dev.meridian.postgres.page;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Makes pages easier to compress, and what they were again. Neighbours on a page are alike where
 * they begin: rows have the same transaction and count up in their own position and often in their
 * key, entries of an index are in order. So the first bytes of each item are replaced by their
 * difference from the item before it, and the place that an item's pointer names by its difference
 * from where it lies if nothing is between the two. What repeats then, compression finds.
 *
 * <p>Any bytes at all come back as they were, whether they are pages or not: what decides on a
 * change is the header, which stays, and the pointers as they were. Layouts: PostgreSQL's {@code
 * bufpage.h} and {@code itemid.h}; the repository's format (docs/repository-format.md) defines each
 * step.
 */
public final class PageDeltas {

  /** There is no page. */
  public static final int NONE = -1;

  private static final int PAGE = PageChecksum.PAGE;

  /** From where pages are looked for that aren't at the beginning. */
  private static final int STEP = 16 * PAGE;

  private static final int LOWER = 12;
  private static final int SPECIAL = 16;
  private static final int SIZE_AND_VERSION = 18;
  private static final int POINTERS = 24;
  private static final int POINTER = 4;

  /** {@code PG_PAGE_LAYOUT_VERSION} is 4, in all versions since 8.3. */
  private static final int UNDERSTOOD = PAGE | 4;

  private static final int OFFSET_BITS = 0x7FFF;
  private static final int LENGTH_SHIFT = 17;

  /** A row's header and the eight bytes after it. */
  private static final int OF_ROWS = 32;

  /** What an entry of an index points to, and the eight bytes after it. */
  private static final int OF_ENTRIES = 16;

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private PageDeltas() {}

  /**
   * Where pages begin that lie one after the other in these bytes. Two in a row are looked for at
   * the beginning, and if there are none in some other places: before them there may be something
   * else, or pages that were never written to.
   *
   * @return less than a page, or {@link #NONE}
   */
  public static int firstPage(byte[] bytes, int length) {
    for (int from = 0; from + 2 * PAGE <= length; from = from == 0 ? STEP : 2 * from) {
      int end = Math.min(from + PAGE, length - 2 * PAGE + 1);
      for (int at = from; at < end; at++) {
        if (isPage(bytes, at) && isPage(bytes, at + PAGE)) {
          return at % PAGE;
        }
      }
    }
    return NONE;
  }

  /**
   * Changes all whole pages.
   *
   * @param first where the first one begins; the others follow
   * @param end where they end, at the latest
   */
  public static void apply(byte[] bytes, int first, int end) {
    for (int page = first; page + PAGE <= end; page += PAGE) {
      int pointers = pointers(bytes, page);
      if (pointers > 1) {
        applyToItems(bytes, page, pointers);
        applyToPointers(bytes, page, pointers);
      }
    }
  }

  /** Makes what {@link #apply} changed, called with the same, what it was. */
  public static void undo(byte[] bytes, int first, int end) {
    for (int page = first; page + PAGE <= end; page += PAGE) {
      int pointers = pointers(bytes, page);
      if (pointers > 1) {
        undoInPointers(bytes, page, pointers);
        undoInItems(bytes, page, pointers);
      }
    }
  }

  private static boolean isPage(byte[] bytes, int page) {
    if (unsigned(bytes, page + SIZE_AND_VERSION) != UNDERSTOOD) {
      return false;
    }
    int lower = unsigned(bytes, page + LOWER);
    int special = unsigned(bytes, page + SPECIAL);
    return POINTERS <= lower && lower <= special && special <= PAGE;
  }

  /** How many pointers the page has; none, if it is no page that is understood. */
  private static int pointers(byte[] bytes, int page) {
    return isPage(bytes, page) ? (unsigned(bytes, page + LOWER) - POINTERS) / POINTER : 0;
  }

  private static void applyToPointers(byte[] bytes, int page, int pointers) {
    int at = page + POINTERS + (pointers - 1) * POINTER;
    int pointer = (int) INT.get(bytes, at);
    for (; at > page + POINTERS; at -= POINTER) {
      int before = (int) INT.get(bytes, at - POINTER);
      INT.set(bytes, at, withOffset(pointer, pointer - expected(before, pointer)));
      pointer = before;
    }
  }

  private static void undoInPointers(byte[] bytes, int page, int pointers) {
    int end = page + POINTERS + pointers * POINTER;
    int before = (int) INT.get(bytes, page + POINTERS);
    for (int at = page + POINTERS + POINTER; at < end; at += POINTER) {
      int changed = (int) INT.get(bytes, at);
      before = withOffset(changed, changed + expected(before, changed));
      INT.set(bytes, at, before);
    }
  }

  private static int withOffset(int pointer, int offset) {
    return (pointer & ~OFFSET_BITS) | (offset & OFFSET_BITS);
  }

  /** Items are placed one below the other, at multiples of eight. */
  private static int expected(int before, int pointer) {
    return (before & OFFSET_BITS) - (((pointer >>> LENGTH_SHIFT) + 7) & ~7);
  }

  private static void applyToItems(byte[] bytes, int page, int pointers) {
    int most = most(bytes, page);
    int at = page + POINTERS + (pointers - 1) * POINTER;
    int lowest = at + POINTER - page;
    int pointer = (int) INT.get(bytes, at);
    for (; at > page + POINTERS; at -= POINTER) {
      int before = (int) INT.get(bytes, at - POINTER);
      int item = page + (pointer & OFFSET_BITS);
      int other = page + (before & OFFSET_BITS);
      for (int left = changed(pointer, before, lowest, most); left > 0; left -= Long.BYTES) {
        LONG.set(bytes, item, (long) LONG.get(bytes, item) - (long) LONG.get(bytes, other));
        item += Long.BYTES;
        other += Long.BYTES;
      }
      pointer = before;
    }
  }

  private static void undoInItems(byte[] bytes, int page, int pointers) {
    int most = most(bytes, page);
    int lowest = POINTERS + pointers * POINTER;
    int end = page + lowest;
    int before = (int) INT.get(bytes, page + POINTERS);
    for (int at = page + POINTERS + POINTER; at < end; at += POINTER) {
      int pointer = (int) INT.get(bytes, at);
      int item = page + (pointer & OFFSET_BITS);
      int other = page + (before & OFFSET_BITS);
      for (int left = changed(pointer, before, lowest, most); left > 0; left -= Long.BYTES) {
        LONG.set(bytes, item, (long) LONG.get(bytes, item) + (long) LONG.get(bytes, other));
        item += Long.BYTES;
        other += Long.BYTES;
      }
      before = pointer;
    }
  }

  /** Pages of indexes have something special at their end, those of tables have nothing. */
  private static int most(byte[] bytes, int page) {
    return unsigned(bytes, page + SPECIAL) == PAGE ? OF_ROWS : OF_ENTRIES;
  }

  /**
   * How many bytes of an item are changed: none where one of the two isn't wholly among the items,
   * or where they overlap, so that a difference couldn't be undone.
   *
   * @param lowest where the first item can lie
   */
  private static int changed(int pointer, int before, int lowest, int most) {
    int item = pointer & OFFSET_BITS;
    int other = before & OFFSET_BITS;
    int shorter = Math.min(pointer >>> LENGTH_SHIFT, before >>> LENGTH_SHIFT);
    int count = Math.min(shorter & -Long.BYTES, most);
    boolean possible =
        Math.min(item, other) >= lowest
            && Math.max(item, other) + count <= PAGE
            && Math.abs(item - other) >= count;
    return possible ? count : 0;
  }

  private static int unsigned(byte[] bytes, int at) {
    return Short.toUnsignedInt((short) SHORT.get(bytes, at));
  }
}
