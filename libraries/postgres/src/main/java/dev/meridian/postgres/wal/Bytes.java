package dev.meridian.postgres.wal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers as PostgreSQL lays them in the log on all machines that matter: little-endian. */
final class Bytes {

  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Bytes() {}

  static int u16(byte[] bytes, int at) {
    return Short.toUnsignedInt((short) SHORTS.get(bytes, at));
  }

  static int i32(byte[] bytes, int at) {
    return (int) INTS.get(bytes, at);
  }

  static long u32(byte[] bytes, int at) {
    return Integer.toUnsignedLong(i32(bytes, at));
  }

  static long i64(byte[] bytes, int at) {
    return (long) LONGS.get(bytes, at);
  }

  /** Takes {@code count} bytes from the buffer; whether all of them are zero. */
  static boolean takeZeros(ByteBuffer bytes, int count) {
    int end = bytes.position() + count;
    long seen = 0;
    while (end - bytes.position() >= Long.BYTES) {
      seen |= bytes.getLong();
    }
    while (bytes.position() < end) {
      seen |= bytes.get();
    }
    return seen == 0;
  }
}
