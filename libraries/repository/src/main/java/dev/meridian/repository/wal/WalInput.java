package dev.meridian.repository.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.repository.sealing.ChunkReader;
import dev.meridian.repository.sealing.Sealing;
import dev.meridian.repository.store.MissingObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a range of the log, verified. An object that was merged into another since the
 * archive was listed is looked for again.
 */
final class WalInput extends InputStream {

  private static final int ATTEMPTS = 5;

  private final WalObjects objects;
  private final Supplier<WalCatalog> catalogs;
  private final TimelineHistory line;
  private final Lsn to;
  private final Deque<WalCatalog.Part> parts = new ArrayDeque<>();

  private Lsn position;
  private @Nullable ChunkReader reader;
  private Lsn partEnd = Lsn.ZERO;
  private byte[] block = {};
  private int at;
  private int limit;

  /**
   * @param catalog what to begin with
   * @param catalogs lists the archive anew
   * @throws WalGap when not all of it is there
   */
  WalInput(
      WalObjects objects,
      WalCatalog catalog,
      Supplier<WalCatalog> catalogs,
      TimelineHistory line,
      Lsn from,
      Lsn to) {
    this.objects = objects;
    this.catalogs = catalogs;
    this.line = line;
    this.position = from;
    this.to = to;
    cover(catalog);
  }

  private void cover(WalCatalog catalog) {
    WalCatalog.Path path = catalog.path(line, position, to);
    if (path.end().isBefore(to)) {
      throw new WalGap(new WalRange(line.timelineAt(path.end()), path.end(), to));
    }
    parts.clear();
    parts.addAll(path.parts());
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!position.isBefore(to)) {
      return -1;
    }
    if (at == limit) {
      nextBlock();
    }
    int count = Math.min(length, limit - at);
    System.arraycopy(block, at, target, offset, count);
    at += count;
    position = position.plus(count);
    return count;
  }

  /** Without copying what is passed on. */
  @Override
  public long transferTo(OutputStream out) throws IOException {
    Lsn from = position;
    while (position.isBefore(to)) {
      if (at == limit) {
        nextBlock();
      }
      int count = limit - at;
      out.write(block, at, count);
      at = limit;
      position = position.plus(count);
    }
    return position.minus(from);
  }

  private void nextBlock() {
    if (reader == null || !position.isBefore(partEnd)) {
      nextPart();
      return;
    }
    block = reader.next(block).content();
    at = 0;
    limit = (int) Math.min(block.length, partEnd.minus(position));
  }

  private void nextPart() {
    for (int attempt = 1; ; attempt++) {
      try {
        open(parts.removeFirst());
        return;
      } catch (MissingObject e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        cover(catalogs.get());
      }
    }
  }

  private void open(WalCatalog.Part part) {
    close();
    WalObjects.Opened opened = objects.open(part.object());
    long skip = position.minus(part.object().start());
    int number = (int) (skip / Sealing.CHUNK_BYTES);
    var chunks = objects.blocks(opened, number);
    reader = chunks;
    partEnd = part.to();
    block = chunks.next(block).content();
    at = (int) (skip % Sealing.CHUNK_BYTES);
    limit = (int) Math.min(block.length, at + partEnd.minus(position));
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }
}
