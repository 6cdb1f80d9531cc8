package dev.meridian.repository.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The backup that another one is built upon. Its packs are known to the extents handed out here by
 * negative numbers until it is known how many packs the new backup has itself. Its files are on
 * disk meanwhile. For one thread at a time.
 */
final class Base implements AutoCloseable {

  private final FileSpool files = new FileSpool();
  private final FileIndex index = new FileIndex(files);
  private final BackupManifest manifest;
  private final PackCursor cursor;

  /** Reads the base's manifest; {@code cursors} read its packs. */
  Base(ManifestReader reader, Function<List<Pack>, PackCursor> cursors) {
    try {
      manifest = reader.read(file -> index.add(file, files.add(file)));
    } catch (RuntimeException e) {
      files.close();
      throw e;
    }
    cursor = cursors.apply(manifest.packs());
  }

  BackupSummary summary() {
    return manifest.summary();
  }

  @Nullable BackedUpFile find(long tablespace, String path) {
    return index.find(tablespace, path);
  }

  /** All of a file's content. */
  static List<Extent> whole(BackedUpFile file) {
    return whole(file.extents());
  }

  /** All that lies in these extents. */
  static List<Extent> whole(List<Extent> extents) {
    var slices = new Slices(extents);
    return slices.of(0, slices.size());
  }

  /** The digests of a file's pages; of none if there are none. */
  PageDigests digests(BackedUpFile file) {
    return PageDigests.stored(cursor.read(file.pageDigests()));
  }

  List<Pack> packs() {
    return manifest.packs();
  }

  /** Whether an extent lies in a pack of the base's manifest. */
  static boolean isBases(Extent extent) {
    return extent.pack() < 0;
  }

  /** The number that the base's manifest knows the pack of such an extent by. */
  static int number(Extent extent) {
    return -1 - extent.pack();
  }

  /** Passes on, in parts, what lies in such an extent. */
  void read(Extent extent, PackCursor.Sink<RuntimeException> sink) {
    cursor.read(new Extent(number(extent), extent.offset(), extent.length()), sink);
  }

  @Override
  public void close() {
    cursor.close();
    files.close();
  }

  /** Finds parts of what lies in extents. */
  static final class Slices {

    private final List<Extent> extents;
    private final long[] ends;

    Slices(List<Extent> extents) {
      this.extents = extents;
      ends = new long[extents.size()];
      long end = 0;
      for (int index = 0; index < ends.length; index++) {
        end += extents.get(index).length();
        ends[index] = end;
      }
    }

    List<Extent> of(long offset, long length) {
      if (offset < 0 || length < 0 || offset + length > size()) {
        throw new IllegalArgumentException(
            "The base has %d bytes there, not %d from %d".formatted(size(), length, offset));
      }
      List<Extent> found = new ArrayList<>();
      long from = offset;
      for (int index = first(offset); from < offset + length; index++) {
        Extent extent = extents.get(index);
        long into = from - (ends[index] - extent.length());
        long count = Math.min(offset + length - from, extent.length() - into);
        found.add(new Extent(-1 - extent.pack(), extent.offset() + into, count));
        from += count;
      }
      return found;
    }

    long size() {
      return ends.length == 0 ? 0 : ends[ends.length - 1];
    }

    /** The extent that the byte at {@code offset} lies in. */
    private int first(long offset) {
      int low = 0;
      int high = ends.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (ends[middle] > offset) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return low;
    }
  }
}
