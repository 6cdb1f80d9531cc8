package dev.meridian.repository.backup;

import java.nio.ByteBuffer;

/**
 * A large file that came whole from a server that cannot tell what changed: its pages are compared
 * with what is known of the base's, and only those are stored that are others.
 */
public final class ComparedFile {

  private final BackupWriter backup;
  private final FileHeader header;
  private final PageDigests before;
  private final PageDigests digests;
  private final byte[] page = new byte[PageDigests.PAGE_BYTES];
  private byte[] copied = new byte[0];
  private int filled;
  private long compared;
  private long keptFrom;

  /** Begins with the file's first byte. */
  public ComparedFile(BackupWriter backup, FileHeader header) {
    this.backup = backup;
    this.header = header;
    this.before = backup.digestsBefore(header.tablespace(), header.path());
    this.digests = PageDigests.ofFile(header.size());
    backup.beginFile(header);
  }

  /** Whether comparing pays: small files are compared as a whole anyway. */
  public static boolean isFor(long fileSize) {
    return fileSize > BackupWriter.HELD_BYTES;
  }

  /** The next bytes of the file; the buffer's position stays. */
  public void accept(ByteBuffer bytes) {
    if (bytes.hasArray()) {
      accept(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    } else {
      int count = bytes.remaining();
      copied = copied.length < count ? new byte[count] : copied;
      bytes.get(bytes.position(), copied, 0, count);
      accept(copied, 0, count);
    }
  }

  private void accept(byte[] bytes, int offset, int length) {
    int from = offset;
    int left = length;
    while (left > 0) {
      if (filled == 0 && left >= page.length) {
        compare(bytes, from, page.length);
        from += page.length;
        left -= page.length;
      } else {
        int count = Math.min(left, page.length - filled);
        System.arraycopy(bytes, from, page, filled, count);
        filled += count;
        from += count;
        left -= count;
        if (filled == page.length) {
          compareFilled();
        }
      }
    }
  }

  private void compareFilled() {
    compare(page, 0, filled);
    filled = 0;
  }

  private void compare(byte[] bytes, int offset, int length) {
    if (!digests.add(bytes, offset, length, before)) {
      keep();
      backup.write(bytes, offset, length);
      keptFrom = compared + length;
    }
    compared += length;
  }

  /** Takes over the pages before this one that are as they were. */
  private void keep() {
    if (compared > keptFrom) {
      backup.keep(keptFrom, compared - keptFrom);
    }
  }

  /** All of it came. */
  public void finish() {
    if (filled > 0) {
      compareFilled();
    }
    keep();
    backup.endFile(digests);
  }
}
