package dev.meridian.postgres.incremental;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Tells how a file {@code INCREMENTAL.<name>} of an incremental backup and the file that the
 * earlier backup has under {@code <name>} become the file as it is now. Given in slices of any
 * size.
 *
 * <p>The format is that of PostgreSQL's {@code sendFile} in basebackup.c; what becomes of pages
 * that were not sent is as in {@code reconstruct_from_incremental_file} of pg_combinebackup: up to
 * the truncation length they are those of the earlier file, or zeros where that is too short.
 */
public final class IncrementalFile {

  /** What an incremental file is called: this and then the file's own name. */
  public static final String PREFIX = "INCREMENTAL.";

  private static final int MAGIC = 0xd3ae1f0d;
  private static final int FIXED_BYTES = 12;
  private static final int PAGE_BYTES = 8192;

  /** A segment of 1 GiB, the largest that the number of pages is for. */
  private static final int MOST_PAGES = 1 << 17;

  private final long size;
  private final long earlierPages;
  private final PageTarget target;

  private ByteBuffer header = ByteBuffer.allocate(FIXED_BYTES).order(ByteOrder.nativeOrder());
  private boolean inHeader = true;
  private int[] pages = {};
  private int padding;
  private long truncation;
  private long content;

  /** How many pages the target has. */
  private long done;

  /** How many of the pages that were sent have begun, and what is missing of the last of them. */
  private int begun;

  private int rest;

  /**
   * @param size bytes of the incremental file
   * @param earlierSize bytes of the earlier backup's file
   */
  public IncrementalFile(long size, long earlierSize, PageTarget target) {
    this.size = size;
    this.earlierPages = earlierSize / PAGE_BYTES;
    this.target = target;
  }

  /**
   * Takes the next bytes; the buffer's position stays.
   *
   * @throws CorruptIncrementalFile when it is no incremental file
   */
  public void accept(ByteBuffer bytes) throws IOException {
    ByteBuffer in = bytes.slice();
    while (in.hasRemaining()) {
      if (inHeader) {
        readHeader(in);
      } else if (padding > 0) {
        int count = Math.min(padding, in.remaining());
        in.position(in.position() + count);
        padding -= count;
      } else {
        readPage(in);
      }
    }
  }

  private void readHeader(ByteBuffer in) throws IOException {
    int count = Math.min(header.remaining(), in.remaining());
    header.put(in.slice(in.position(), count));
    in.position(in.position() + count);
    if (header.hasRemaining()) {
      return;
    }
    int number = header.getInt(4);
    if (header.capacity() == FIXED_BYTES && checkedFixedPart(number) > 0) {
      ByteBuffer whole = ByteBuffer.allocate(FIXED_BYTES + Integer.BYTES * number);
      header = whole.order(ByteOrder.nativeOrder()).put(header.flip());
      return;
    }
    inHeader = false;
    begin(number);
  }

  private int checkedFixedPart(int number) throws CorruptIncrementalFile {
    int known = header.getInt(8);
    if (header.getInt(0) != MAGIC) {
      throw new CorruptIncrementalFile("it does not begin as one");
    }
    if (number < 0 || number > MOST_PAGES || known < 0 || known > MOST_PAGES) {
      throw new CorruptIncrementalFile("its number of pages is impossible");
    }
    int bytes = FIXED_BYTES + Integer.BYTES * number;
    padding = number == 0 ? 0 : Math.floorMod(-bytes, PAGE_BYTES);
    if (size != bytes + padding + (long) number * PAGE_BYTES) {
      throw new CorruptIncrementalFile("its size does not fit its number of pages");
    }
    truncation = known;
    return number;
  }

  private void begin(int number) throws IOException {
    pages = new int[number];
    for (int index = 0; index < number; index++) {
      pages[index] = header.getInt(FIXED_BYTES + Integer.BYTES * index);
      int least = index == 0 ? 0 : pages[index - 1] + 1;
      if (pages[index] < least || pages[index] >= MOST_PAGES) {
        throw new CorruptIncrementalFile("its pages are not in order");
      }
    }
    content = Math.max(truncation, number == 0 ? 0 : pages[number - 1] + 1);
    target.begin(content * PAGE_BYTES);
    if (number == 0) {
      fillUpTo(content);
    }
  }

  private void readPage(ByteBuffer in) throws IOException {
    if (rest == 0) {
      if (begun == pages.length) {
        throw new CorruptIncrementalFile("it has more bytes than pages");
      }
      fillUpTo(pages[begun++]);
      rest = PAGE_BYTES;
    }
    int count = Math.min(rest, in.remaining());
    target.changed(in.slice(in.position(), count));
    in.position(in.position() + count);
    rest -= count;
    if (rest == 0) {
      done++;
      if (begun == pages.length) {
        fillUpTo(content);
      }
    }
  }

  /** Pages that were not sent. */
  private void fillUpTo(long page) throws IOException {
    long kept = Math.min(page, Math.min(truncation, earlierPages));
    if (kept > done) {
      target.kept(done * PAGE_BYTES, (kept - done) * PAGE_BYTES);
      done = kept;
    }
    if (page > done) {
      target.zeros((page - done) * PAGE_BYTES);
      done = page;
    }
  }

  /**
   * Says that no more bytes come.
   *
   * @throws CorruptIncrementalFile when some are missing
   */
  public void finish() throws IOException {
    if (inHeader || padding > 0 || rest > 0 || begun < pages.length) {
      throw new CorruptIncrementalFile("it ends early");
    }
    target.end();
  }
}
