package dev.meridian.repository.backup;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds files of a spool by their paths. Holds 16 to 32 bytes a file. For one thread at a time. */
final class FileIndex {

  private static final long FREE = -1;

  private final FileSpool files;

  /**
   * A hash table with open addressing: a file's position is at its hash or at the next free one.
   */
  private long[] positions = free(1 << 10);

  private int[] hashes = new int[positions.length];
  private int count;

  /** Of files that are added to {@code files}. */
  FileIndex(FileSpool files) {
    this.files = files;
  }

  private static long[] free(int slots) {
    long[] positions = new long[slots];
    Arrays.fill(positions, FREE);
    return positions;
  }

  /** A file was added to the spool. */
  void add(BackedUpFile file, long position) {
    if (count >= positions.length / 4 * 3) {
      grow();
    }
    put(hash(file.header().tablespace(), file.header().path()), position);
    count++;
  }

  private void put(int hash, long position) {
    int slot = hash & positions.length - 1;
    while (positions[slot] != FREE) {
      slot = slot + 1 & positions.length - 1;
    }
    positions[slot] = position;
    hashes[slot] = hash;
  }

  private void grow() {
    long[] oldPositions = positions;
    int[] oldHashes = hashes;
    positions = free(2 * oldPositions.length);
    hashes = new int[positions.length];
    for (int slot = 0; slot < oldPositions.length; slot++) {
      if (oldPositions[slot] != FREE) {
        put(oldHashes[slot], oldPositions[slot]);
      }
    }
  }

  /** The file of this path, if there is one. */
  @Nullable BackedUpFile find(long tablespace, String path) {
    int hash = hash(tablespace, path);
    for (int slot = hash & positions.length - 1;
        positions[slot] != FREE;
        slot = slot + 1 & positions.length - 1) {
      if (hashes[slot] == hash) {
        BackedUpFile file = files.get(positions[slot]);
        if (file.header().tablespace() == tablespace && file.header().path().equals(path)) {
          return file;
        }
      }
    }
    return null;
  }

  /** Paths that differ in one digit only get far from each other. */
  private static int hash(long tablespace, String path) {
    int mixed = (path.hashCode() * 31 + Long.hashCode(tablespace)) * 0x9E37_79B9;
    return mixed ^ mixed >>> 15;
  }
}
