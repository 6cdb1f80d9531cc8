package dev.meridian.repository.backup;

import dev.meridian.repository.sealing.Sealing;
import dev.meridian.repository.store.DamagedObject;
import java.util.Arrays;
import java.util.List;

/** Whether the lines of a manifest, which come in any order, add up. */
final class ManifestCheck {

  private final String name;
  private final int packs;

  /** Where in each pack the last extent ends. */
  private long[] used = new long[16];

  private long files;

  /** Of the manifest of this name, whose summary tells of so many packs. */
  ManifestCheck(String name, int packs) {
    this.name = name;
    this.packs = packs;
  }

  /**
   * A file is listed.
   *
   * @throws DamagedObject when it is not where or what it should be
   */
  void add(BackedUpFile file) {
    files++;
    long size = file.header().size();
    add(file, file.extents(), size);
    if (!file.pageDigests().isEmpty()) {
      add(file, file.pageDigests(), PageDigests.bytes(size));
    }
  }

  private void add(BackedUpFile file, List<Extent> extents, long expected) {
    long size = 0;
    for (Extent extent : extents) {
      long end = extent.offset() + extent.length();
      if (extent.pack() < 0
          || extent.pack() >= packs
          || extent.offset() < 0
          || extent.length() <= 0
          || end < 0) {
        throw new DamagedObject(name, file.header().path() + " lies outside its packs");
      }
      if (extent.pack() >= used.length) {
        used = Arrays.copyOf(used, Math.max(extent.pack() + 1, 2 * used.length));
      }
      used[extent.pack()] = Math.max(used[extent.pack()], end);
      size += extent.length();
    }
    if (size != expected) {
      throw new DamagedObject(name, file.header().path() + " does not add up to its size");
    }
  }

  /**
   * All is listed.
   *
   * @param listed the packs, by number
   * @param expected the number of files by the summary
   * @throws DamagedObject when there should be more or less
   */
  void finish(List<Pack> listed, long expected) {
    if (listed.size() != packs || files != expected) {
      throw new DamagedObject(name, "it lists more or fewer packs or files than its summary says");
    }
    for (int number = 0; number < packs; number++) {
      Pack pack = listed.get(number);
      long chunks = Math.ceilDiv(pack.size(), (long) Sealing.CHUNK_BYTES);
      if (pack.number() != number || pack.chunks().size() != chunks) {
        throw new DamagedObject(name, "its pack " + number + " does not add up");
      }
      if (number < used.length && used[number] > pack.size()) {
        throw new DamagedObject(name, "a file lies outside its pack " + number);
      }
    }
  }
}
