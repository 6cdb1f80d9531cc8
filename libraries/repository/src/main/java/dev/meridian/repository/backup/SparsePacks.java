package dev.meridian.repository.backup;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Those of a base's packs that a backup built upon it would use little of. What it does use is
 * copied into the backup's own packs, so that the base's can go with the backups before.
 */
final class SparsePacks {

  private final Base base;
  private final Set<Integer> chosen;

  /** Chooses them for a backup of these files. */
  SparsePacks(Base base, Rewriting rewriting, List<BackedUpFile> files) {
    this.base = base;
    this.chosen = choose(base.packs(), used(base.packs().size(), files), rewriting, bytes(files));
  }

  private static long bytes(List<BackedUpFile> files) {
    return files.stream().mapToLong(file -> file.header().size()).sum();
  }

  /** How many bytes of each pack are used. */
  private static long[] used(int packs, List<BackedUpFile> files) {
    long[] used = new long[packs];
    files.stream()
        .flatMap(file -> Stream.concat(file.extents().stream(), file.pageDigests().stream()))
        .filter(Base::isBases)
        .forEach(extent -> used[Base.number(extent)] += extent.length());
    return used;
  }

  private static Set<Integer> choose(
      List<Pack> packs, long[] used, Rewriting rewriting, long logicalBytes) {
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
    return chosen;
  }

  /** The file without them: what it has in them is written again. */
  BackedUpFile rewrite(BackedUpFile file, PackWriter target) {
    if (chosen.isEmpty()) {
      return file;
    }
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
