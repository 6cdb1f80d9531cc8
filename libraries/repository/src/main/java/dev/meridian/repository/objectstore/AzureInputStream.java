package dev.meridian.repository.objectstore;

import dev.meridian.repository.store.StoreUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** An object's bytes, some MiB with each call. */
final class AzureInputStream extends InputStream {

  private static final int BYTES_AT_ONCE = 4 << 20;

  private final AzureBucket bucket;
  private final String key;
  private final long end;
  private long next;
  private byte[] block;
  private int at;
  private boolean ended;

  private AzureInputStream(AzureBucket bucket, String key, long offset, long end, byte[] block) {
    this.bucket = bucket;
    this.key = key;
    this.end = end;
    this.next = offset;
    this.block = block;
    took(block, Math.min(BYTES_AT_ONCE, end - offset));
  }

  /** Empty when there is no such object. */
  static Optional<AzureInputStream> open(AzureBucket bucket, String key, long offset, long length) {
    long end = offset + length < offset ? Long.MAX_VALUE : offset + length;
    return bucket
        .range(key, offset, Math.min(BYTES_AT_ONCE, end - offset))
        .map(block -> new AzureInputStream(bucket, key, offset, end, block));
  }

  private void took(byte[] bytes, long wanted) {
    block = bytes;
    at = 0;
    next += bytes.length;
    ended = bytes.length < wanted || next >= end;
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
    while (at == block.length) {
      if (ended) {
        return -1;
      }
      fetch();
    }
    int count = Math.min(length, block.length - at);
    System.arraycopy(block, at, bytes, offset, count);
    at += count;
    return count;
  }

  private void fetch() throws IOException {
    long wanted = Math.min(BYTES_AT_ONCE, end - next);
    try {
      took(
          bucket
              .range(key, next, wanted)
              .orElseThrow(() -> new IOException(key + " was deleted while it was read")),
          wanted);
    } catch (StoreUnavailable e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
