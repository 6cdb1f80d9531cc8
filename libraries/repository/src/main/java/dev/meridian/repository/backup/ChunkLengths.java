package dev.meridian.repository.backup;

import java.util.AbstractList;
import java.util.Collection;
import java.util.List;
import java.util.RandomAccess;

/** The stored lengths of a pack's chunks, in 4 bytes each: a backup of 1 TB has a million. */
final class ChunkLengths extends AbstractList<Integer> implements RandomAccess {

  private final int[] lengths;

  private ChunkLengths(int[] lengths) {
    this.lengths = lengths;
  }

  static List<Integer> copyOf(Collection<Integer> lengths) {
    return lengths instanceof ChunkLengths known
        ? known
        : new ChunkLengths(lengths.stream().mapToInt(Integer::intValue).toArray());
  }

  @Override
  public Integer get(int index) {
    return lengths[index];
  }

  @Override
  public int size() {
    return lengths.length;
  }
}
