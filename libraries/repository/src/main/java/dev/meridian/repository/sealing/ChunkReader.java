package dev.meridian.repository.sealing;

import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.StoreUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Opens the chunks of an object one after the other from a stream of its stored bytes. */
public final class ChunkReader implements AutoCloseable {

  private final SealedObject object;
  private final InputStream in;
  private long number;

  /**
   * @param in begins with the stored bytes of chunk {@code first}; closed by {@link #close}
   * @param first the number of the first chunk to come
   */
  public ChunkReader(SealedObject object, InputStream in, long first) {
    this.object = object;
    this.in = in;
    this.number = first;
  }

  /**
   * Reads an object's preamble and then its chunks.
   *
   * @param in begins with the object's first byte
   */
  public static ChunkReader of(Sealing sealing, String name, ObjectKind kind, InputStream in) {
    byte[] preamble = readUpTo(name, in, Sealing.PREAMBLE_BYTES);
    return new ChunkReader(sealing.open(name, kind, preamble), in, 0);
  }

  /**
   * The next chunk.
   *
   * @throws DamagedObject when the stream ends before or within it, or it was changed
   */
  public SealedObject.Chunk next() {
    byte[] header = readUpTo(object.name(), in, SealedObject.CHUNK_HEADER_BYTES);
    int length = object.storedLength(header, 0);
    byte[] stored = Arrays.copyOf(header, length);
    int rest = length - header.length;
    byte[] body = readUpTo(object.name(), in, rest);
    System.arraycopy(body, 0, stored, header.length, body.length);
    if (body.length < rest) {
      throw new DamagedObject(object.name(), "it ends within chunk " + number);
    }
    return object.open(number++, stored, 0);
  }

  private static byte[] readUpTo(String name, InputStream in, int length) {
    try {
      return in.readNBytes(length);
    } catch (IOException e) {
      throw new StoreUnavailable("Could not read " + name, e);
    }
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new StoreUnavailable("Could not close " + object.name(), e);
    }
  }
}
