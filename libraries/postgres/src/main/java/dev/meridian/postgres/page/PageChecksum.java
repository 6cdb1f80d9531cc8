package dev.meridian.postgres.page;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The checksum that PostgreSQL writes into each page: 32 interleaved sums after FNV-1a, mixed with
 * the block's number (PostgreSQL, {@code src/include/storage/checksum_impl.h}).
 */
public final class PageChecksum {

  /** The size of a page; PostgreSQL can be built with another, which nobody does. */
  public static final int PAGE = 8192;

  private static final int SUMS = 32;
  private static final int ROW = SUMS * Integer.BYTES;
  private static final int PRIME = 16_777_619;

  /** {@code pd_checksum} and {@code pd_upper} of the page's header. */
  private static final int CHECKSUM = 8;

  private static final int UPPER = 14;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());

  private static final int[] BASE = {
    0x5B1F36E9, 0xB8525960, 0x02AB50AA, 0x1DE66D2A, 0x79FF467A, 0x9BB9F8A3, 0x217E7CD2, 0x83E13D2C,
    0xF8D4474F, 0xE39EB970, 0x42C6AE16, 0x993216FA, 0x7B093B5D, 0x98DAFF3C, 0xF718902A, 0x0B1C9CDB,
    0xE58F764B, 0x187636BC, 0x5D7B3BB1, 0xE73DE7DE, 0x92BEC979, 0xCCA6C0B2, 0x304A0979, 0x85AA43D4,
    0x783125BB, 0x6CA8EAA2, 0xE407EAC6, 0x4B5CFC3E, 0x9FBF8C76, 0x15CA20BE, 0xF2CA9FD3, 0x959BD756
  };

  private PageChecksum() {}

  /**
   * Whether a page carries the checksum that it should. One that was never written to has none.
   *
   * @param pages holds it
   * @param offset where it begins
   * @param block its number in its relation's fork, from 0 on over all of its files
   */
  public static boolean matches(byte[] pages, int offset, long block) {
    return unsigned(pages, offset + UPPER) == 0
        || unsigned(pages, offset + CHECKSUM) == of(pages, offset, block);
  }

  /** The checksum that a page should carry. */
  static int of(byte[] pages, int offset, long block) {
    int[] sums = BASE.clone();
    for (int row = 0; row < PAGE / ROW; row++) {
      for (int sum = 0; sum < SUMS; sum++) {
        int at = row * ROW + sum * Integer.BYTES;
        int value = (int) INT.get(pages, offset + at);
        sums[sum] = mixed(sums[sum], at == CHECKSUM ? withoutChecksum(value) : value);
      }
    }
    int result = 0;
    for (int sum : sums) {
      result ^= mixed(mixed(sum, 0), 0);
    }
    return Integer.remainderUnsigned(result ^ (int) block, 65_535) + 1;
  }

  private static int mixed(int sum, int value) {
    int next = sum ^ value;
    return next * PRIME ^ (next >>> 17);
  }

  /** It counts as zero in itself; {@code pd_flags} lies beside it. */
  private static int withoutChecksum(int value) {
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
        ? value & 0xFFFF_0000
        : value & 0x0000_FFFF;
  }

  private static int unsigned(byte[] pages, int at) {
    return Short.toUnsignedInt((short) SHORT.get(pages, at));
  }
}
