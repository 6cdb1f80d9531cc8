package dev.meridian.repository.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of a backup that is being made. Some of their extents lie in the base's packs, and know
 * these as {@link Base} does.
 */
final class NewFiles implements AutoCloseable {

  private final List<Pack> basesPacks;
  private FileSpool files = new FileSpool();
  private long logicalBytes;

  /** How many bytes of each of the base's packs are used. */
  private final long[] used;

  /** None yet, of a backup with this base or none. */
  NewFiles(@Nullable Base base) {
    basesPacks = base == null ? List.of() : base.packs();
    used = new long[basesPacks.size()];
  }

  void add(BackedUpFile file) {
    files.add(file);
    logicalBytes += file.header().size();
    Stream.concat(file.extents().stream(), file.pageDigests().stream())
        .filter(Base::isBases)
        .forEach(extent -> used[Base.number(extent)] += extent.length());
  }

  long count() {
    return files.count();
  }

  /** Of the base's packs, those of which little is used are not used any more after this. */
  void rewriteSparsePacks(Base base, Rewriting rewriting, PackWriter target) {
    var sparse = SparsePacks.choose(base, used, rewriting, logicalBytes);
    if (sparse.isEmpty()) {
      return;
    }
    var rewritten = new FileSpool();
    try (FileSpool before = files) {
      before.forEach(file -> rewritten.add(sparse.rewrite(file, target)));
    } finally {
      files = rewritten;
    }
    sparse.forEach(pack -> used[pack] = 0);
  }

  /** The packs that the files lie in, once it is known which the backup has itself: by number. */
  Packs packs(List<Pack> own) {
    List<Pack> all = new ArrayList<>(own);
    int[] numbers = new int[used.length];
    for (int number = 0; number < used.length; number++) {
      if (used[number] > 0) {
        numbers[number] = all.size();
        all.add(basesPacks.get(number).numbered(all.size()));
      }
    }
    return new Packs(all, numbers);
  }

  /** Passes all files on, with extents that know their packs as {@code packs} do. */
  <E extends Exception> void forEach(Packs packs, FileSpool.Sink<E> sink) throws E {
    files.forEach(file -> sink.take(packs.numbered(file)));
  }

  /**
   * The packs of a backup.
   *
   * @param all by number
   */
  record Packs(List<Pack> all, @SuppressWarnings("ArrayRecordComponent") int[] numbersOfBases) {

    private BackedUpFile numbered(BackedUpFile file) {
      return new BackedUpFile(
          file.header(), file.checksum(), numbered(file.extents()), numbered(file.pageDigests()));
    }

    private List<Extent> numbered(List<Extent> extents) {
      if (extents.stream().noneMatch(Base::isBases)) {
        return extents;
      }
      return extents.stream().map(this::numbered).toList();
    }

    private Extent numbered(Extent extent) {
      return Base.isBases(extent)
          ? new Extent(numbersOfBases[Base.number(extent)], extent.offset(), extent.length())
          : extent;
    }
  }

  @Override
  public void close() {
    files.close();
  }
}
