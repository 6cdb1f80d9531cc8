package dev.meridian.postgres.tar;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Takes a tar archive apart that is given in slices of any size. It understands what PostgreSQL's
 * {@code tarCreateHeader} writes: ustar headers for files, directories and symbolic links, with
 * sizes beyond 8 GB in base 256. Content is handed on without a copy.
 */
public final class TarReader {

  static final int BLOCK = 512;

  private final TarVisitor visitor;
  private final byte[] header = new byte[BLOCK];
  private int filled;
  private long offset;
  private long content;
  private long padding;
  private boolean inEntry;
  private int emptyBlocks;

  /** Tells {@code visitor} of every member. */
  public TarReader(TarVisitor visitor) {
    this.visitor = visitor;
  }

  /**
   * Reads all of {@code bytes}, which follow those given before. The buffer's position stays.
   *
   * @throws CorruptTar when this is no archive
   * @throws IOException when the visitor throws it
   */
  public void accept(ByteBuffer bytes) throws IOException {
    ByteBuffer in = bytes.slice();
    while (in.hasRemaining()) {
      int before = in.position();
      if (inEntry) {
        takeContent(in);
      } else if (padding > 0) {
        int count = (int) Math.min(padding, in.remaining());
        in.position(before + count);
        padding -= count;
      } else {
        takeHeader(in);
      }
      offset += in.position() - before;
    }
  }

  /**
   * Says that no more bytes come.
   *
   * @throws CorruptTar when the archive's end has not come yet
   */
  public void finish() throws CorruptTar {
    if (emptyBlocks < 2 || filled > 0) {
      throw new CorruptTar(offset, "it ends before its end mark");
    }
  }

  private void takeContent(ByteBuffer in) throws IOException {
    int count = (int) Math.min(content, in.remaining());
    visitor.content(in.slice(in.position(), count));
    in.position(in.position() + count);
    content -= count;
    endIfComplete();
  }

  private void takeHeader(ByteBuffer in) throws IOException {
    int count = Math.min(BLOCK - filled, in.remaining());
    in.get(header, filled, count);
    filled += count;
    if (filled < BLOCK) {
      return;
    }
    filled = 0;
    long start = offset + count - BLOCK;
    TarHeader block = new TarHeader(header, start);
    if (block.isEmpty()) {
      emptyBlocks++;
      return;
    }
    if (emptyBlocks > 0) {
      throw new CorruptTar(start, "it goes on after its end mark");
    }
    TarEntry entry = block.entry();
    visitor.begin(entry);
    inEntry = true;
    content = entry.size();
    padding = -entry.size() & (BLOCK - 1);
    endIfComplete();
  }

  private void endIfComplete() throws IOException {
    if (content == 0) {
      inEntry = false;
      visitor.end();
    }
  }
}
