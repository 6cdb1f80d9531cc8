package dev.meridian.repository.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * Writes some of a file that has its full length already, and reads as zeros so far: where zeros
 * are to be written, nothing is, nor of pages that are left out.
 */
final class SparseFile extends OutputStream {

  /** PostgreSQL's page, and what most file systems give at once. */
  private static final int PAGE_BYTES = 8192;

  private static final byte[] ZEROS = new byte[PAGE_BYTES];

  private final FileChannel channel;
  private final LongPredicate leftOut;
  private long position;

  SparseFile(FileChannel channel, long position) {
    this(channel, position, page -> false);
  }

  /**
   * @param leftOut of which pages, by number, nothing is written
   */
  SparseFile(FileChannel channel, long position, LongPredicate leftOut) {
    this.channel = channel;
    this.position = position;
    this.leftOut = leftOut;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int end = offset + length;
    int written = offset;
    int at = offset;
    while (at < end) {
      int page = (int) Math.min(end - at, PAGE_BYTES - (position + at - offset) % PAGE_BYTES);
      boolean zeros = Arrays.mismatch(bytes, at, at + page, ZEROS, 0, page) < 0;
      if (zeros || leftOut.test((position + at - offset) / PAGE_BYTES)) {
        put(bytes, written, at, position + written - offset);
        written = at + page;
      }
      at += page;
    }
    put(bytes, written, end, position + written - offset);
    position += length;
  }

  private void put(byte[] bytes, int from, int to, long at) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, from, to - from);
    long target = at;
    while (buffer.hasRemaining()) {
      target += channel.write(buffer, target);
    }
  }
}
