package dev.meridian.repository.sealing;

import org.jspecify.annotations.Nullable;

/**
 * How hard it is tried to compress the chunks of an object, or of some that follow each other. What
 * looks hard for repetitions pays where there are many, and is wasted where there are few: rows of
 * which half is random take twice as long for a hundredth less. So some chunks are compressed in
 * several ways, and which way the chunks after them go is decided by what came of that.
 *
 * <p>Chunks may be sealed by many threads, in any order: those that are sealed before it is known
 * are compressed as if it paid.
 */
public final class Effort {

  /** Packs have as many, so that each tells of its own. */
  static final int TRIED_EVERY = 64;

  /** Less than this is compressed in no time. */
  static final int LEAST_BYTES = 256 << 10;

  /** One in so many bytes more, of what is stored, is not worth the time. */
  private static final int NOT_WORTH_IT = 50;

  /** The same of the content: where next to nothing is stored, a tenth of it is next to nothing. */
  private static final int NEXT_TO_NOTHING = 256;

  private volatile @Nullable Haste haste;

  /** As {@link Compressor#compress}. */
  int compress(Compressor compressor, long number, byte[] content, int length, int level) {
    if (length < LEAST_BYTES) {
      return compressor.compress(content, length, level);
    }
    if (number % TRIED_EVERY == 0) {
      return compressAllWays(compressor, content, length, level);
    }
    Haste chosen = haste;
    return chosen == null
        ? compressor.compress(content, length, level)
        : compressor.compress(content, length, chosen);
  }

  private int compressAllWays(Compressor compressor, byte[] content, int length, int level) {
    int quick = compressor.compress(content, length, Haste.QUICK);
    int brisk = compressor.compress(content, length, Haste.BRISK);
    int thorough = compressor.compress(content, length, level);
    int most = thorough + Math.max(thorough / NOT_WORTH_IT, length / NEXT_TO_NOTHING);
    haste = quick <= most ? Haste.QUICK : brisk <= most ? Haste.BRISK : null;
    return thorough;
  }
}
