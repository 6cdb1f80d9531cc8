package dev.meridian.repository.objectstore;

import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.StoreUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/**
 * Reads an object, and goes on where it was when the connection breaks: objects never change. It
 * gives up when that brings no byte a few times in a row.
 */
final class ResumingInputStream extends InputStream {

  private static final int ATTEMPTS = 5;

  private final Bucket bucket;
  private final String key;
  private final Supplier<MissingObject> missing;
  private long position;
  private long left;
  private int failures;
  private InputStream in;

  /**
   * @throws MissingObject when there is no such object
   */
  ResumingInputStream(
      Bucket bucket, String key, long offset, long length, Supplier<MissingObject> missing) {
    this.bucket = bucket;
    this.key = key;
    this.missing = missing;
    this.position = offset;
    this.left = length;
    this.in = open();
  }

  private InputStream open() {
    return bucket.read(key, position, left).orElseThrow(missing);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (left > 0) {
      try {
        int count = in.read(bytes, offset, (int) Math.min(length, left));
        if (count > 0) {
          position += count;
          left -= count;
          failures = 0;
        }
        return count;
      } catch (IOException e) {
        resume(e);
      }
    }
    return -1;
  }

  private void resume(IOException broken) throws IOException {
    in.close();
    if (++failures == ATTEMPTS || Thread.currentThread().isInterrupted()) {
      throw broken;
    }
    try {
      in = open();
    } catch (StoreUnavailable e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
