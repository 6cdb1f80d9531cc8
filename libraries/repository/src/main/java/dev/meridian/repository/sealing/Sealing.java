package dev.meridian.repository.sealing;

import dev.meridian.repository.store.DamagedObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * How one server's objects are sealed: with its data key or none, and how hard they are compressed.
 * Safe for use by many threads.
 */
public final class Sealing {

  /** Bytes of the preamble of a sealed object. */
  public static final int PREAMBLE_BYTES = 24;

  /** Bytes of content in a chunk of a pack and in a block of WAL: 1 MiB. */
  public static final int CHUNK_BYTES = 1 << 20;

  private static final byte ENCRYPTED = 1;
  private static final int SALT_BYTES = 16;
  private static final byte[] INFO = "meridian/1/object".getBytes(StandardCharsets.US_ASCII);

  private final @Nullable SecretKey dataKey;
  private final int compressionLevel;

  private Sealing(@Nullable SecretKey dataKey, int compressionLevel) {
    this.dataKey = dataKey;
    this.compressionLevel = compressionLevel;
  }

  /** Encrypted with a data key of 32 bytes; {@code compressionLevel} as zstd counts, 1 to 19. */
  public static Sealing encrypted(byte[] dataKey, int compressionLevel) {
    return new Sealing(AesGcm.key(dataKey), compressionLevel);
  }

  /** Not encrypted, but checksummed all the same. */
  public static Sealing plain(int compressionLevel) {
    return new Sealing(null, compressionLevel);
  }

  /** New random bytes for a data key. */
  public static byte[] newDataKey() {
    return RepositoryKey.random(AesGcm.KEY_BYTES);
  }

  /** Whether what one of them sealed, the other opens. */
  boolean hasKeyOf(Sealing other) {
    return Objects.equals(dataKey, other.dataKey);
  }

  /** The first {@code length} bytes of {@code content}, compressed to be sealed later. */
  public CompressedBytes compress(byte[] content, int length) {
    return CompressedBytes.of(content, length, compressionLevel);
  }

  /** A new object of this name, to be sealed. */
  public SealedObject create(String name, ObjectKind kind) {
    return create(name, kind, new Effort());
  }

  /** The same, for one object of several of whose contents the same can be expected. */
  public SealedObject create(String name, ObjectKind kind, Effort effort) {
    byte[] preamble =
        ByteBuffer.allocate(PREAMBLE_BYTES)
            .put(kind.magic())
            .put(kind.version())
            .put(dataKey == null ? 0 : ENCRYPTED)
            .putShort((short) 0)
            .put(RepositoryKey.random(SALT_BYTES))
            .array();
    return sealed(name, preamble, effort);
  }

  /**
   * The object whose first bytes are these, to be opened.
   *
   * @throws DamagedObject when they are too few, of another kind, or not sealed the way this
   *     server's objects are
   * @throws UnsupportedFormat when the version or a flag is unknown
   */
  public SealedObject open(String name, ObjectKind kind, byte[] beginning) {
    if (beginning.length < PREAMBLE_BYTES) {
      throw new DamagedObject(name, "it ends within its preamble");
    }
    if (!Arrays.equals(beginning, 0, 4, kind.magic(), 0, 4)) {
      throw new DamagedObject(name, "it is no " + kind + " object");
    }
    boolean known = beginning[4] >= 1 && beginning[4] <= kind.version();
    if (!known || (beginning[5] & ~ENCRYPTED) != 0) {
      throw new UnsupportedFormat(
          name,
          "The object %s has version %d and flags %d; understood are versions up to %d and flags 0 and 1"
              .formatted(name, beginning[4], beginning[5], kind.version()));
    }
    boolean encrypted = beginning[5] == ENCRYPTED;
    if (encrypted != (dataKey != null)) {
      throw new DamagedObject(
          name, encrypted ? "it is encrypted, unlike its repository" : "it is not encrypted");
    }
    return sealed(name, Arrays.copyOf(beginning, PREAMBLE_BYTES), new Effort());
  }

  private SealedObject sealed(String name, byte[] preamble, Effort effort) {
    SecretKey key = null;
    if (dataKey != null) {
      byte[] salt = Arrays.copyOfRange(preamble, PREAMBLE_BYTES - SALT_BYTES, PREAMBLE_BYTES);
      key = AesGcm.derive(dataKey, salt, INFO);
    }
    return new SealedObject(name, preamble, key, compressionLevel, effort);
  }
}
