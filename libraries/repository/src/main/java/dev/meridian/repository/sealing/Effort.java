package dev.meridian.repository.sealing;

/**
 * How hard it is tried to compress the chunks of an object, or of some that follow each other. What
 * looks hard for repetitions pays where there are many, and is wasted where there are few: rows of
 * which half is random take twice as long for a hundredth less. So some chunks are compressed both
 * ways, and which way the chunks after them go is decided by what came of that.
 *
 * <p>Chunks may be sealed by many threads, in any order: those that are sealed before it is known
 * are compressed as if it paid.
 */
public final class Effort {

  static final int TRIED_EVERY = 32;

  /** Less than this is compressed in no time. */
  static final int LEAST_BYTES = 256 << 10;

  /** One in so many bytes more is not worth the time. */
  private static final int NOT_WORTH_IT = 50;

  private volatile boolean quick;

  /** As {@link Compressor#compress}. */
  int compress(Compressor compressor, long number, byte[] content, int length, int level) {
    if (length < LEAST_BYTES) {
      return compressor.compress(content, length, level);
    }
    if (number % TRIED_EVERY == 0) {
      int quickly = compressor.compressQuickly(content, length);
      int thoroughly = compressor.compress(content, length, level);
      quick = quickly - thoroughly <= thoroughly / NOT_WORTH_IT;
      return thoroughly;
    }
    return quick
        ? compressor.compressQuickly(content, length)
        : compressor.compress(content, length, level);
  }
}
