package dev.meridian.repository.backup;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hasher128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What the pages of a file were, 16 bytes for each of 8 KiB: XXH3's 128 bits. They only tell
 * whether a page is still what it was; no byte is ever believed because of them alone.
 */
final class PageDigests {

  static final int PAGE_BYTES = 8192;
  static final int DIGEST_BYTES = 16;
  private static final Hasher128 HASHER = Hashing.xxh3_128();

  private final ByteBuffer digests;

  private PageDigests(ByteBuffer digests) {
    this.digests = digests;
  }

  /** How many bytes the digests of a file of this size have. */
  static long bytes(long fileSize) {
    return Math.ceilDiv(fileSize, (long) PAGE_BYTES) * DIGEST_BYTES;
  }

  /** Of a file of this size, of which none is known yet. */
  static PageDigests ofFile(long size) {
    return new PageDigests(ByteBuffer.allocate(Math.toIntExact(bytes(size))));
  }

  /** As they were stored. */
  static PageDigests stored(byte[] bytes) {
    ByteBuffer all = ByteBuffer.wrap(bytes);
    return new PageDigests(all.position(all.limit()));
  }

  /** Notes the next page, and tells whether {@code before} knows it as the same. */
  boolean add(byte[] bytes, int offset, int length, PageDigests before) {
    HashValue128 digest = HASHER.hashBytesTo128Bits(bytes, offset, length);
    int at = digests.position();
    digests.putLong(digest.getMostSignificantBits()).putLong(digest.getLeastSignificantBits());
    return at < before.digests.position()
        && before.digests.getLong(at) == digest.getMostSignificantBits()
        && before.digests.getLong(at + Long.BYTES) == digest.getLeastSignificantBits();
  }

  /** All that were noted. */
  byte[] toBytes() {
    return Arrays.copyOf(digests.array(), digests.position());
  }
}
