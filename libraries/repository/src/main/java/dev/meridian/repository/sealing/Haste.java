package dev.meridian.repository.sealing;

/**
 * A way to compress faster than zstd's level 1, which is of its strategy "fast": there a target
 * length is how many positions are passed over where nothing was found. Both keep to a hash table
 * that fits into a processor's first cache.
 */
enum Haste {
  /** Every second position is looked at. */
  BRISK(1),
  /** Every fourth position is looked at. */
  QUICK(3);

  static final int LEVEL = 1;

  /** Its table has 4096 entries of 4 bytes. */
  static final int HASH_LOG = 12;

  private final int targetLength;

  Haste(int targetLength) {
    this.targetLength = targetLength;
  }

  int targetLength() {
    return targetLength;
  }
}
