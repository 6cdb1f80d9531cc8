package dev.meridian.repository.sealing;

import com.github.luben.zstd.ZstdException;
import dev.meridian.postgres.page.PageDeltas;
import dev.meridian.repository.store.DamagedObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Seals and opens the chunks of one object. Chunks can be sealed and opened in any order and by
 * many threads at once; each number must be sealed only once.
 */
public final class SealedObject {

  /** Bytes of a chunk before its body. */
  public static final int CHUNK_HEADER_BYTES = 12;

  /** Bytes of a chunk besides its body: its header and its tag. */
  public static final int CHUNK_EXTRA_BYTES = CHUNK_HEADER_BYTES + AesGcm.TAG_BYTES;

  static final int MAX_CONTENT_BYTES = 64 << 20;
  private static final int COMPRESSED = 1;
  private static final int LAST = 2;
  private static final int PAGE_DELTAS = 4;

  /** From this version of an object on, pages may be stored as their deltas. */
  private static final int WITH_PAGE_DELTAS = 2;

  private static final int VERSION_AT = 4;
  private static final int FLAGS_AT = 8;
  private static final int FIRST_PAGE_AT = 10;
  private static final byte[] NOTHING = {};

  private final String name;
  private final byte[] nameBytes;
  private final byte[] preamble;
  private final @Nullable SecretKey key;
  private final int compressionLevel;
  private final Effort effort;

  SealedObject(
      String name, byte[] preamble, @Nullable SecretKey key, int compressionLevel, Effort effort) {
    this.name = name;
    this.nameBytes = name.getBytes(StandardCharsets.UTF_8);
    this.preamble = preamble;
    this.key = key;
    this.compressionLevel = compressionLevel;
    this.effort = effort;
  }

  /** The object's name. */
  public String name() {
    return name;
  }

  /** The object's first bytes; the chunks follow. */
  public byte[] preamble() {
    return preamble.clone();
  }

  /**
   * The chunk as it is stored.
   *
   * @param number its number in the object, from 0
   * @param last whether the object ends with it
   */
  public byte[] seal(long number, boolean last, byte[] content, int length) {
    return seal(number, last, content, length, PageDeltas.NONE);
  }

  /**
   * As {@link #seal(long, boolean, byte[], int)}, of what may be pages of PostgreSQL's.
   *
   * @param content isn't what it was any more afterwards
   */
  public byte[] sealPages(long number, boolean last, byte[] content, int length) {
    if (preamble[VERSION_AT] < WITH_PAGE_DELTAS) {
      throw new IllegalStateException("Objects like " + name + " have no pages");
    }
    int firstPage = PageDeltas.firstPage(content, length);
    if (firstPage != PageDeltas.NONE) {
      PageDeltas.apply(content, firstPage, length);
    }
    return seal(number, last, content, length, firstPage);
  }

  private byte[] seal(long number, boolean last, byte[] content, int length, int firstPage) {
    Compressor compressor = Compressor.take();
    try {
      int size = effort.compress(compressor, number, content, length, compressionLevel);
      boolean smaller = size < length;
      return seal(
          number,
          last,
          smaller,
          smaller ? compressor.target() : content,
          smaller ? size : length,
          length,
          firstPage);
    } finally {
      compressor.giveBack();
    }
  }

  /** As {@link #seal(long, boolean, byte[], int)}, what was compressed before. */
  public byte[] seal(long number, boolean last, CompressedBytes content) {
    return seal(
        number,
        last,
        content.isCompressed(),
        content.bytes(),
        content.bytes().length,
        content.length(),
        PageDeltas.NONE);
  }

  private byte[] seal(
      long number,
      boolean last,
      boolean compressed,
      byte[] body,
      int bodyLength,
      int length,
      int firstPage) {
    boolean deltas = firstPage != PageDeltas.NONE;
    byte[] chunk = new byte[bodyLength + CHUNK_EXTRA_BYTES];
    ByteBuffer.wrap(chunk)
        .putInt(bodyLength)
        .putInt(length)
        .put(
            (byte) ((compressed ? COMPRESSED : 0) | (last ? LAST : 0) | (deltas ? PAGE_DELTAS : 0)))
        .putShort(FIRST_PAGE_AT, (short) (deltas ? firstPage : 0));
    byte[] associated = associated(number, chunk, 0);
    if (key == null) {
      System.arraycopy(body, 0, chunk, CHUNK_HEADER_BYTES, bodyLength);
      byte[] checksum = checksum(associated, chunk, CHUNK_HEADER_BYTES, bodyLength);
      System.arraycopy(checksum, 0, chunk, CHUNK_HEADER_BYTES + bodyLength, AesGcm.TAG_BYTES);
    } else {
      AesGcm.encrypt(key, nonce(number), associated, body, bodyLength, chunk, CHUNK_HEADER_BYTES);
    }
    return chunk;
  }

  /** As {@link #seal(long, boolean, byte[], int)}, all of {@code content}. */
  public byte[] seal(long number, boolean last, byte[] content) {
    return seal(number, last, content, content.length);
  }

  /**
   * How many bytes the chunk that begins at {@code at} has in all.
   *
   * @throws DamagedObject when {@code stored} ends within its header, or no chunk can be so long
   */
  public int storedLength(byte[] stored, int at) {
    if (stored.length - at < CHUNK_HEADER_BYTES) {
      throw new DamagedObject(name, "it ends within a chunk's header");
    }
    ByteBuffer header = ByteBuffer.wrap(stored, at, CHUNK_HEADER_BYTES);
    int body = header.getInt();
    int content = header.getInt();
    if (content < 0 || content > MAX_CONTENT_BYTES || body < 0 || body > content) {
      throw new DamagedObject(name, "a chunk's header gives impossible lengths");
    }
    return body + CHUNK_EXTRA_BYTES;
  }

  /**
   * The content of the chunk that begins at {@code at}, verified.
   *
   * @throws DamagedObject when it is cut short, changed, or not chunk {@code number} of this object
   */
  public Chunk open(long number, byte[] stored, int at) {
    return open(number, stored, at, NOTHING);
  }

  /**
   * As {@link #open(long, byte[], int)}, into an array that is not needed any more, if it has the
   * right size.
   */
  Chunk open(long number, byte[] stored, int at, byte[] used) {
    int length = storedLength(stored, at);
    if (stored.length - at < length) {
      throw new DamagedObject(name, "it ends within chunk " + number);
    }
    byte[] associated = associated(number, stored, at);
    int contentLength = ByteBuffer.wrap(stored, at + 4, 4).getInt();
    byte flags = stored[at + FLAGS_AT];
    boolean last = (flags & LAST) != 0;
    int bodyLength = length - CHUNK_EXTRA_BYTES;
    Decompressor decompressor = Decompressor.take();
    try {
      boolean compressed = (flags & COMPRESSED) != 0;
      byte[] content = used.length == contentLength ? used : new byte[contentLength];
      byte[] body = compressed ? decompressor.input(bodyLength) : content;
      verify(number, associated, stored, at + CHUNK_HEADER_BYTES, bodyLength, body);
      if ((flags & ~knownFlags()) != 0) {
        throw new UnsupportedFormat(
            name, "Chunk %d of %s has unknown flags".formatted(number, name));
      }
      int found = compressed ? decompress(number, decompressor, bodyLength, content) : bodyLength;
      if (found != contentLength) {
        throw new DamagedObject(name, "chunk " + number + " has another length than it says");
      }
      if ((flags & PAGE_DELTAS) != 0) {
        int firstPage = ByteBuffer.wrap(stored).getShort(at + FIRST_PAGE_AT) & 0xFFFF;
        PageDeltas.undo(content, firstPage, contentLength);
      }
      return new Chunk(content, last);
    } finally {
      decompressor.giveBack();
    }
  }

  private int knownFlags() {
    boolean mayHaveDeltas = preamble[VERSION_AT] >= WITH_PAGE_DELTAS;
    return COMPRESSED | LAST | (mayHaveDeltas ? PAGE_DELTAS : 0);
  }

  /** Writes the body to {@code target}, if it is what was sealed. */
  private void verify(
      long number, byte[] associated, byte[] stored, int at, int bodyLength, byte[] target) {
    if (key != null) {
      try {
        AesGcm.decrypt(
            key, nonce(number), associated, stored, at, bodyLength + AesGcm.TAG_BYTES, target);
      } catch (AEADBadTagException e) {
        throw new DamagedObject(name, "chunk " + number + " is not what was written", e);
      }
      return;
    }
    byte[] checksum = checksum(associated, stored, at, bodyLength);
    int tag = at + bodyLength;
    if (!Arrays.equals(checksum, 0, AesGcm.TAG_BYTES, stored, tag, tag + AesGcm.TAG_BYTES)) {
      throw new DamagedObject(name, "chunk " + number + " is not what was written");
    }
    System.arraycopy(stored, at, target, 0, bodyLength);
  }

  private int decompress(long number, Decompressor decompressor, int bodyLength, byte[] content) {
    try {
      return decompressor.decompress(bodyLength, content);
    } catch (ZstdException e) {
      throw new DamagedObject(name, "chunk " + number + " cannot be decompressed", e);
    }
  }

  private byte[] associated(long number, byte[] chunk, int at) {
    return ByteBuffer.allocate(preamble.length + CHUNK_HEADER_BYTES + Long.BYTES + nameBytes.length)
        .put(preamble)
        .put(chunk, at, CHUNK_HEADER_BYTES)
        .putLong(number)
        .put(nameBytes)
        .array();
  }

  private static byte[] nonce(long number) {
    return ByteBuffer.allocate(AesGcm.NONCE_BYTES).putInt(0).putLong(number).array();
  }

  private static byte[] checksum(byte[] associated, byte[] bytes, int from, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(associated);
      digest.update(bytes, from, length);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("The JDK has no SHA-256", e);
    }
  }

  /**
   * A chunk's content.
   *
   * @param content what was sealed
   * @param last whether the object ends with it
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Chunk(byte[] content, boolean last) {}
}
