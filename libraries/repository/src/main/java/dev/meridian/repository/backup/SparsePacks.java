package dev.meridian.repository.backup;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Those of a base's packs that a backup built upon it would use little of. What it does use is
 * copied into the backup's own packs, so that the base's can go with the backups before.
 */
final class SparsePacks {

  private final Base base;
  private final Set<Integer> chosen;

  private SparsePacks(Base base, Set<Integer> chosen) {
    this.base = base;
    this.chosen = chosen;
  }

  /**
   * Chooses them for a backup.
   *
   * @param used how many bytes of each pack the backup would use
   * @param logicalBytes how large it is
   */
  static SparsePacks choose(Base base, long[] used, Rewriting rewriting, long logicalBytes) {
    List<Pack> packs = base.packs();
    List<Integer> sparsestFirst =
        IntStream.range(0, used.length)
            .filter(pack -> used[pack] > 0)
            .filter(pack -> used[pack] < rewriting.below() * packs.get(pack).size())
            .boxed()
            .sorted(
                (one, other) ->
                    Double.compare(
                        (double) used[one] / packs.get(one).size(),
                        (double) used[other] / packs.get(other).size()))
            .toList();
    long left = (long) (rewriting.budget() * logicalBytes);
    Set<Integer> chosen = new HashSet<>();
    for (int pack : sparsestFirst) {
      if (used[pack] <= left) {
        left -= used[pack];
        chosen.add(pack);
      }
    }
    return new SparsePacks(base, chosen);
  }

  boolean isEmpty() {
    return chosen.isEmpty();
  }

  void forEach(IntConsumer pack) {
    chosen.forEach(pack::accept);
  }

  /** The file without them: what it has in them is written again. */
  BackedUpFile rewrite(BackedUpFile file, PackWriter target) {
    return new BackedUpFile(
        file.header(),
        file.checksum(),
        rewrite(file.extents(), target),
        rewrite(file.pageDigests(), target));
  }

  private List<Extent> rewrite(List<Extent> extents, PackWriter target) {
    if (extents.stream().noneMatch(this::isChosen)) {
      return extents;
    }
    var rewritten = new ExtentList();
    for (Extent extent : extents) {
      if (isChosen(extent)) {
        base.read(extent, (bytes, from, count) -> target.write(bytes, from, count, rewritten));
      } else {
        rewritten.add(extent);
      }
    }
    return rewritten.toList();
  }

  private boolean isChosen(Extent extent) {
    return Base.isBases(extent) && chosen.contains(Base.number(extent));
  }
}
