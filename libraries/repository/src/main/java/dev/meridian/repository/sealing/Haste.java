package dev.meridian.repository.sealing;

/**
 * A way to compress faster than zstd's level 1, which is of its strategy "fast". There, any target
 * length switches off that literals are coded by their frequency, and one of 2 and more is the step
 * from one pair of positions that are looked at to the next. Both ways keep to a hash table that
 * fits into a processor's first cache.
 */
enum Haste {
  /** What is not repeated is stored as it is. */
  BRISK(1),
  /** Also, half of the positions are passed over. */
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
