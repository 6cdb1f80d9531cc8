package dev.meridian.repository;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Pages as PostgreSQL lays them out. */
public final class SamplePages {

  private static final int PAGE = 8192;
  private static final int POINTERS = 24;

  /** Rows of 128 bytes: a header, a key, two numbers, blanks. */
  private static final int ROWS = 61;

  private static final int ROW = 128;

  /** Entries of a tree of 16 bytes: where the row is, and its key. */
  private static final int ENTRIES = 366;

  private static final int ENTRY = 16;
  private static final int TREE = 16;

  private SamplePages() {}

  /** As pgbench's table of accounts. */
  public static byte[] accounts(int pages) {
    var table = ByteBuffer.allocate(pages * PAGE).order(ByteOrder.LITTLE_ENDIAN);
    for (int page = 0; page < pages; page++) {
      ByteBuffer rows = begin(table, page, ROWS, 0);
      for (int row = 1; row <= ROWS; row++) {
        int at = place(rows, row, ROW, 121, 0);
        Arrays.fill(table.array(), page * PAGE + at, page * PAGE + at + 121, (byte) ' ');
        rows.putInt(at, 737).putInt(at + 4, 0).putInt(at + 8, 0);
        rows.putShort(at + 12, (short) 0).putShort(at + 14, (short) page);
        rows.putShort(at + 16, (short) row).putShort(at + 18, (short) 4);
        rows.putShort(at + 20, (short) 0x0902).putShort(at + 22, (short) 24);
        rows.putInt(at + 24, page * ROWS + row).putInt(at + 28, 1).putInt(at + 32, 0);
      }
    }
    return table.array();
  }

  /** As the leaves of their primary key's index. */
  public static byte[] entries(int pages) {
    var tree = ByteBuffer.allocate(pages * PAGE).order(ByteOrder.LITTLE_ENDIAN);
    for (int page = 0; page < pages; page++) {
      ByteBuffer entries = begin(tree, page, ENTRIES, TREE);
      entries.putInt(PAGE - TREE, page - 1).putInt(PAGE - TREE + 4, page + 1);
      entries.putInt(PAGE - 4, 1);
      for (int entry = 1; entry <= ENTRIES; entry++) {
        int number = page * ENTRIES + entry;
        int at = place(entries, entry, ENTRY, ENTRY, TREE);
        entries.putShort(at + 2, (short) (number / ROWS));
        entries.putShort(at + 4, (short) (number % ROWS + 1)).putShort(at + 6, (short) ENTRY);
        entries.putInt(at + 8, number);
      }
    }
    return tree.array();
  }

  private static ByteBuffer begin(ByteBuffer all, int page, int items, int special) {
    ByteBuffer begun = all.slice(page * PAGE, PAGE).order(ByteOrder.LITTLE_ENDIAN);
    begun.putLong(0, Long.rotateLeft(0x2000028L + 8L * page, 32));
    begun.putShort(12, (short) (POINTERS + 4 * items)).putShort(16, (short) (PAGE - special));
    return begun.putShort(18, (short) 0x2004);
  }

  /** Points to the item of this number, and says where. */
  private static int place(ByteBuffer page, int number, int room, int length, int special) {
    int at = PAGE - special - number * room;
    page.putInt(POINTERS + 4 * (number - 1), length << 17 | 1 << 15 | at);
    return at;
  }
}
