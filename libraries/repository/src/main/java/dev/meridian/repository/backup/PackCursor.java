package dev.meridian.repository.backup;

import dev.meridian.repository.sealing.ChunkReader;
import dev.meridian.repository.sealing.ObjectKind;
import dev.meridian.repository.sealing.SealedObject;
import dev.meridian.repository.sealing.Sealing;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoreUnavailable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads extents from packs, verified. Extents that follow each other are read in one go. The chunks
 * used last stay open: the pages of a file that incremental backups changed lie in some packs each,
 * in the order of the file. For one thread.
 */
final class PackCursor implements AutoCloseable {

  /** So many chunks of 1 MiB are kept. */
  private static final int OPEN_CHUNKS = 16;

  private static final int OPEN_PACKS = 256;

  private static final byte[] NOTHING = {};

  private final Store store;
  private final Sealing sealing;
  private final IntFunction<String> names;
  private final List<Pack> packs;

  /** Where a chunk lies. */
  private record Place(int pack, int chunk) {}

  private final Map<Place, byte[]> opened =
      new LinkedHashMap<>(2 * OPEN_CHUNKS, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, byte[]> eldest) {
          boolean full = size() > OPEN_CHUNKS;
          used = full ? eldest.getValue() : used;
          return full;
        }
      };

  /** Packs that were read from lately, so that their preambles are not read again. */
  private final Map<Integer, SealedObject> objects =
      new LinkedHashMap<>(2 * OPEN_PACKS, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, SealedObject> eldest) {
          return size() > OPEN_PACKS;
        }
      };

  private @Nullable ChunkReader reader;
  private @Nullable Place next;
  private byte[] content = {};

  /** What was evicted last, to be written over. */
  private byte[] used = {};

  private int pack = -1;
  private int chunk = -1;

  PackCursor(Store store, Sealing sealing, IntFunction<String> names, List<Pack> packs) {
    this.store = store;
    this.sealing = sealing;
    this.names = names;
    this.packs = packs;
  }

  /** Takes some bytes, which it must not keep. */
  @FunctionalInterface
  interface Sink<E extends Exception> {

    void take(byte[] bytes, int from, int count) throws E;
  }

  /** Passes the extent's bytes on, in pieces of at most a chunk. */
  <E extends Exception> void read(Extent extent, Sink<E> sink) throws E {
    long offset = extent.offset();
    long left = extent.length();
    while (left > 0) {
      moveTo(extent.pack(), (int) (offset / Sealing.CHUNK_BYTES));
      int from = (int) (offset % Sealing.CHUNK_BYTES);
      int count = (int) Math.min(left, content.length - from);
      sink.take(content, from, count);
      offset += count;
      left -= count;
    }
  }

  /** Writes the extent's bytes to {@code sink}. */
  void copy(Extent extent, OutputStream sink) throws IOException {
    this.<IOException>read(extent, sink::write);
  }

  private void moveTo(int wantedPack, int wantedChunk) {
    if (pack == wantedPack && chunk == wantedChunk) {
      return;
    }
    var wanted = new Place(wantedPack, wantedChunk);
    byte[] known = opened.get(wanted);
    if (known == null) {
      known = open(wanted);
      opened.put(wanted, known);
    }
    content = known;
    pack = wantedPack;
    chunk = wantedChunk;
  }

  private byte[] open(Place wanted) {
    ChunkReader chunks = reader;
    if (chunks == null || !wanted.equals(next)) {
      chunks = seek(wanted);
    }
    byte[] bytes = chunks.next(used).content();
    used = bytes == used ? NOTHING : used;
    next = new Place(wanted.pack(), wanted.chunk() + 1);
    long expected =
        Math.min(
            Sealing.CHUNK_BYTES,
            packs.get(wanted.pack()).size() - (long) wanted.chunk() * Sealing.CHUNK_BYTES);
    if (bytes.length != expected) {
      throw new DamagedObject(
          names.apply(wanted.pack()), "chunk " + wanted.chunk() + " has another length");
    }
    return bytes;
  }

  private ChunkReader seek(Place wanted) {
    close();
    String name = names.apply(wanted.pack());
    SealedObject object = objects.computeIfAbsent(wanted.pack(), number -> preamble(name));
    long offset = Sealing.PREAMBLE_BYTES;
    for (int before = 0; before < wanted.chunk(); before++) {
      offset += packs.get(wanted.pack()).chunks().get(before);
    }
    var found = new ChunkReader(object, store.read(name, offset, Long.MAX_VALUE), wanted.chunk());
    reader = found;
    return found;
  }

  private SealedObject preamble(String name) {
    byte[] preamble = store.readBytes(name, 0, Sealing.PREAMBLE_BYTES);
    return sealing.open(name, ObjectKind.PACK, preamble);
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }

  /** What lies in these extents. */
  byte[] read(List<Extent> extents) {
    var sink = new ByteArrayOutputStream();
    for (Extent extent : extents) {
      read(extent, sink::write);
    }
    return sink.toByteArray();
  }

  /** The content of one file. */
  byte[] read(BackedUpFile file) {
    var sink = new ByteArrayOutputStream(Math.toIntExact(file.header().size()));
    copy(file, sink);
    return sink.toByteArray();
  }

  /** Opens all chunks of a pack, and holds the object against what the manifest says of it. */
  void verify(Pack expected) {
    String name = names.apply(expected.number());
    long size = store.size(name).orElseThrow(() -> new MissingObject(name));
    if (size != expected.stored()) {
      throw new DamagedObject(name, "it has %d bytes, not %d".formatted(size, expected.stored()));
    }
    for (int number = 0; number < expected.chunks().size(); number++) {
      moveTo(expected.number(), number);
    }
  }

  /** Reads a file for its checksum only. */
  void verify(BackedUpFile file) {
    copy(file, OutputStream.nullOutputStream());
  }

  private void copy(BackedUpFile file, OutputStream sink) {
    var verified = new VerifiedFile(file, sink);
    try {
      for (Extent extent : file.extents()) {
        copy(extent, verified);
      }
    } catch (IOException e) {
      throw new StoreUnavailable("Could not read " + file.header().path(), e);
    }
    verified.check(names);
  }
}
