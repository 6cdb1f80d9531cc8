package dev.meridian.repository.sealing;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * A zstd context and room for its output, used again and again: both are dear to make. There are as
 * many as were ever used at once.
 */
final class Compressor {

  /** Contents up to this size find room that is kept. */
  private static final int KEPT_BYTES = 1 << 20;

  private static final int LEVELS_OWN = 0;

  private static final ConcurrentLinkedDeque<Compressor> IDLE = new ConcurrentLinkedDeque<>();

  private final ZstdCompressCtx context = new ZstdCompressCtx();
  private byte[] target = new byte[0];

  private Compressor() {}

  static Compressor take() {
    Compressor idle = IDLE.pollFirst();
    return idle == null ? new Compressor() : idle;
  }

  void giveBack() {
    if (target.length > Zstd.compressBound(KEPT_BYTES)) {
      target = new byte[0];
    }
    IDLE.addFirst(this);
  }

  /** The size of what {@link #target} then begins with; the content's own where there is none. */
  int compress(byte[] content, int length, int level) {
    return compress(content, length, level, LEVELS_OWN, LEVELS_OWN);
  }

  /** As {@link #compress(byte[], int, int)}, but faster. */
  int compress(byte[] content, int length, Haste haste) {
    return compress(content, length, Haste.LEVEL, haste.targetLength(), Haste.HASH_LOG);
  }

  private int compress(byte[] content, int length, int level, int targetLength, int hashLog) {
    if (length == 0) {
      return 0;
    }
    int bound = (int) Zstd.compressBound(length);
    if (target.length < bound) {
      target = new byte[bound];
    }
    context.setLevel(level).setTargetLength(targetLength).setHashLog(hashLog);
    return context.compressByteArray(target, 0, bound, content, 0, length);
  }

  byte[] target() {
    return target;
  }
}
