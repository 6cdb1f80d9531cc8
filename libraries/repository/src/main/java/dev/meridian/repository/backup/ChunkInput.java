package dev.meridian.repository.backup;

import dev.meridian.repository.sealing.ChunkReader;
import dev.meridian.repository.sealing.SealedObject;
import java.io.InputStream;

/** The content of all chunks that are left, as one stream; closing it closes nothing. */
final class ChunkInput extends InputStream {

  private final ChunkReader chunks;
  private SealedObject.Chunk chunk = new SealedObject.Chunk(new byte[0], false);
  private int taken;

  ChunkInput(ChunkReader chunks) {
    this.chunks = chunks;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    while (taken == chunk.content().length) {
      if (chunk.last()) {
        return -1;
      }
      chunk = chunks.next(chunk.content());
      taken = 0;
    }
    int count = Math.min(length, chunk.content().length - taken);
    System.arraycopy(chunk.content(), taken, target, offset, count);
    taken += count;
    return count;
  }
}
