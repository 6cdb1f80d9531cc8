package dev.meridian.repository.sealing;

import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.StoreUnavailable;
import java.io.IOException;
import java.io.InputStream;

/** Opens the chunks of an object one after the other from a stream of its stored bytes. */
public final class ChunkReader implements AutoCloseable {

  private static final byte[] NOTHING = {};

  private final SealedObject object;
  private final InputStream in;
  private long number;

  /** Room for a chunk as it is stored, used for each one. */
  private byte[] stored = NOTHING;

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
    return next(NOTHING);
  }

  /**
   * As {@link #next()}, into an array that is not needed any more, if it has the right size.
   *
   * @param used is overwritten, if it is of use
   */
  public SealedObject.Chunk next(byte[] used) {
    byte[] header = readUpTo(object.name(), in, SealedObject.CHUNK_HEADER_BYTES);
    int length = object.storedLength(header, 0);
    if (stored.length < length) {
      stored = new byte[length];
    }
    System.arraycopy(header, 0, stored, 0, header.length);
    int rest = length - header.length;
    if (readInto(stored, header.length, rest) < rest) {
      throw new DamagedObject(object.name(), "it ends within chunk " + number);
    }
    return object.open(number++, stored, 0, used);
  }

  private int readInto(byte[] target, int offset, int length) {
    try {
      return in.readNBytes(target, offset, length);
    } catch (IOException e) {
      throw new StoreUnavailable("Could not read " + object.name(), e);
    }
  }

  /**
   * Reads all that is left, and that nothing follows the last chunk.
   *
   * @throws DamagedObject when it was changed, cut short or appended to
   */
  public void verifyRest() {
    while (!next().last()) {
      // Each is verified as it is opened.
    }
    if (readUpTo(object.name(), in, 1).length > 0) {
      throw new DamagedObject(object.name(), "something follows its last chunk");
    }
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
