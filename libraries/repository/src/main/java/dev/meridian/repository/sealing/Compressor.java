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

  /** Level 1 is of zstd's strategy "fast", for which a target length is a distance of positions. */
  private static final int QUICK_LEVEL = 1;

  private static final int QUICK_TARGET_LENGTH = 3;
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
    return compress(content, length, level, LEVELS_OWN);
  }

  /** As {@link #compress}, but only every fourth position of the content is looked at. */
  int compressQuickly(byte[] content, int length) {
    return compress(content, length, QUICK_LEVEL, QUICK_TARGET_LENGTH);
  }

  private int compress(byte[] content, int length, int level, int targetLength) {
    if (length == 0) {
      return 0;
    }
    int bound = (int) Zstd.compressBound(length);
    if (target.length < bound) {
      target = new byte[bound];
    }
    context.setLevel(level).setTargetLength(targetLength);
    return context.compressByteArray(target, 0, bound, content, 0, length);
  }

  byte[] target() {
    return target;
  }
}
