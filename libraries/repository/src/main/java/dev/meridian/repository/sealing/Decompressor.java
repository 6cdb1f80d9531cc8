package dev.meridian.repository.sealing;

import com.github.luben.zstd.ZstdDecompressCtx;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * A zstd context and room for its input, used again and again: both are dear to make. There are as
 * many as were ever used at once.
 */
final class Decompressor {

  /** Inputs up to this size find room that is kept. */
  private static final int KEPT_BYTES = 1 << 20;

  private static final ConcurrentLinkedDeque<Decompressor> IDLE = new ConcurrentLinkedDeque<>();

  private final ZstdDecompressCtx context = new ZstdDecompressCtx();
  private byte[] input = new byte[0];

  private Decompressor() {}

  static Decompressor take() {
    Decompressor idle = IDLE.pollFirst();
    return idle == null ? new Decompressor() : idle;
  }

  void giveBack() {
    if (input.length > KEPT_BYTES) {
      input = new byte[0];
    }
    IDLE.addFirst(this);
  }

  /** Room for so many bytes, to be filled before {@link #decompress}. */
  byte[] input(int length) {
    if (input.length < length || AesGcm.isMuchMoreThan(input, length)) {
      input = new byte[length];
    }
    return input;
  }

  /**
   * Decompresses the first bytes of the input; gives how many there are of them then.
   *
   * @throws com.github.luben.zstd.ZstdException when they are not compressed, or too many
   */
  int decompress(int length, byte[] target) {
    return context.decompressByteArray(target, 0, target.length, input, 0, length);
  }
}
