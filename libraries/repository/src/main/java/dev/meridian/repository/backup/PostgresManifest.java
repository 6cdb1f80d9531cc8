package dev.meridian.repository.backup;

import dev.meridian.repository.sealing.ChunkReader;
import dev.meridian.repository.sealing.ObjectKind;
import dev.meridian.repository.sealing.SealedObject;
import dev.meridian.repository.sealing.Sealing;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.Store;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** The object that holds PostgreSQL's own manifest of a backup. */
final class PostgresManifest implements AutoCloseable {

  private final String name;
  private final Spool sealed = new Spool();
  private final ChunkOutput chunks;

  /** Takes one in, sealed, to be stored once it is whole. */
  PostgresManifest(Sealing sealing, String name) {
    this.name = name;
    SealedObject object = sealing.create(name, ObjectKind.POSTGRES_MANIFEST);
    byte[] preamble = object.preamble();
    sealed.write(preamble, 0, preamble.length);
    chunks = new ChunkOutput(object, 0, sealed);
  }

  void write(byte[] bytes, int offset, int length) {
    try {
      chunks.write(bytes, offset, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void put(Store store) {
    try {
      chunks.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!store.putIfAbsent(name, sealed::copyTo)) {
      throw new DamagedObject(name, "another backup has the id of this one");
    }
  }

  @Override
  public void close() {
    sealed.close();
  }

  /** Passes the content on. */
  static void copy(Store store, Sealing sealing, String name, OutputStream sink)
      throws IOException {
    InputStream in = new BufferedInputStream(store.read(name, 0, Long.MAX_VALUE), 1 << 16);
    try (var chunks = ChunkReader.of(sealing, name, ObjectKind.POSTGRES_MANIFEST, in)) {
      SealedObject.Chunk chunk;
      do {
        chunk = chunks.next();
        sink.write(chunk.content());
      } while (!chunk.last());
    }
  }
}
