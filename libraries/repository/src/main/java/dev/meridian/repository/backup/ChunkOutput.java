package dev.meridian.repository.backup;

import dev.meridian.repository.sealing.SealedObject;
import dev.meridian.repository.sealing.Sealing;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Cuts what is written into sealed chunks of 1 MiB; closing it writes the last one and leaves the
 * sink open.
 */
final class ChunkOutput extends OutputStream {

  private final SealedObject object;
  private final OutputStream sink;
  private final byte[] buffer = new byte[Sealing.CHUNK_BYTES];
  private int filled;
  private long number;

  /** {@code first} is the first chunk's number. */
  ChunkOutput(SealedObject object, long first, OutputStream sink) {
    this.object = object;
    this.number = first;
    this.sink = sink;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    int left = length;
    while (left > 0) {
      if (filled == buffer.length) {
        seal(false);
      }
      int count = Math.min(left, buffer.length - filled);
      System.arraycopy(bytes, from, buffer, filled, count);
      filled += count;
      from += count;
      left -= count;
    }
  }

  private void seal(boolean last) throws IOException {
    sink.write(object.seal(number++, last, buffer, filled));
    filled = 0;
  }

  @Override
  public void close() throws IOException {
    seal(true);
  }
}
