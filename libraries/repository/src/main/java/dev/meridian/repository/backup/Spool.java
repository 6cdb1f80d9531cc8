package dev.meridian.repository.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Bytes that are too many to be held, on disk while they are of use: in a file of the folder for
 * temporary ones that has no name, so that nothing is left of it whatever becomes of the process.
 * Bytes are added at the end, and read anywhere. For one thread at a time.
 */
final class Spool extends OutputStream {

  private static final int BUFFER_BYTES = 1 << 16;

  private final RandomAccessFile file;
  private final byte[] added = new byte[BUFFER_BYTES];
  private int unwritten;
  private long written;

  /** What was read last, and some of what follows it. */
  private byte[] window = {};

  private long windowAt;

  /**
   * An empty one.
   *
   * @throws UncheckedIOException when there is no room, as every method may
   */
  Spool() {
    try {
      Path path = Files.createTempFile("meridian-", ".spool");
      try {
        file = new RandomAccessFile(path.toFile(), "rw");
      } finally {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** How many bytes were added. */
  long size() {
    return written + unwritten;
  }

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    int from = offset;
    int left = length;
    while (left > 0) {
      if (unwritten == added.length) {
        flush();
      }
      int count = Math.min(left, added.length - unwritten);
      System.arraycopy(bytes, from, added, unwritten, count);
      unwritten += count;
      from += count;
      left -= count;
    }
  }

  @Override
  public void flush() {
    try {
      file.seek(written);
      file.write(added, 0, unwritten);
    } catch (IOException e) {
      throw failed(e);
    }
    written += unwritten;
    unwritten = 0;
  }

  /** Some of the bytes, which must not be changed and may be others after the next call. */
  ByteBuffer read(long position, int length) {
    if (position < windowAt || position + length > windowAt + window.length) {
      fetch(position, length);
    }
    return ByteBuffer.wrap(window, (int) (position - windowAt), length);
  }

  private void fetch(long position, int atLeast) {
    flush();
    int length = (int) Math.min(Math.max(atLeast, BUFFER_BYTES), written - position);
    if (length < atLeast) {
      throw new IllegalArgumentException(
          "There are %d bytes, not %d from %d".formatted(written, atLeast, position));
    }
    window = window.length == length ? window : new byte[length];
    windowAt = position;
    try {
      file.seek(position);
      file.readFully(window);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Writes all bytes to {@code sink}. */
  void copyTo(OutputStream sink) throws IOException {
    for (long at = 0; at < size(); at += BUFFER_BYTES) {
      ByteBuffer bytes = read(at, (int) Math.min(BUFFER_BYTES, size() - at));
      sink.write(bytes.array(), bytes.position(), bytes.remaining());
    }
  }

  private static UncheckedIOException failed(IOException cause) {
    return new UncheckedIOException(
        "Could not keep what a backup consists of in the folder for temporary files, "
            + System.getProperty("java.io.tmpdir"),
        cause);
  }

  /** Nothing is left of it. */
  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }
}
