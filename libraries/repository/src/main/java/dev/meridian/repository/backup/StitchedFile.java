package dev.meridian.repository.backup;

import dev.meridian.postgres.incremental.IncrementalFile;
import dev.meridian.postgres.incremental.PageTarget;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file of which PostgreSQL sent only the pages that changed, put together with those that the
 * base has of it, while it arrives.
 */
public final class StitchedFile {

  private static final byte[] ZEROS = new byte[1 << 16];

  private final IncrementalFile file;
  private byte[] copied = new byte[0];

  /**
   * Begins with the first byte of {@code INCREMENTAL.<name>}.
   *
   * @param sent the file's header; its size is that of what is sent
   * @param before the base's file of this path
   */
  public StitchedFile(BackupWriter backup, FileHeader sent, BackedUpFile before) {
    this.file = new IncrementalFile(sent.size(), before.header().size(), new Pages(backup, sent));
  }

  /** The next bytes of what is sent; the buffer's position stays. */
  public void accept(ByteBuffer bytes) throws IOException {
    file.accept(bytes);
  }

  /** All was sent. */
  public void finish() throws IOException {
    file.finish();
  }

  private final class Pages implements PageTarget {

    private final BackupWriter backup;
    private final FileHeader sent;

    Pages(BackupWriter backup, FileHeader sent) {
      this.backup = backup;
      this.sent = sent;
    }

    @Override
    public void begin(long size) {
      backup.beginFile(
          new FileHeader(sent.path(), sent.tablespace(), size, sent.mode(), sent.modified()));
    }

    @Override
    public void changed(ByteBuffer bytes) {
      int count = bytes.remaining();
      if (bytes.hasArray()) {
        backup.write(bytes.array(), bytes.arrayOffset() + bytes.position(), count);
      } else {
        copied = copied.length < count ? new byte[count] : copied;
        bytes.get(bytes.position(), copied, 0, count);
        backup.write(copied, 0, count);
      }
    }

    @Override
    public void kept(long offset, long length) {
      backup.keep(offset, length);
    }

    @Override
    public void zeros(long length) {
      for (long left = length; left > 0; left -= ZEROS.length) {
        backup.write(ZEROS, 0, (int) Math.min(left, ZEROS.length));
      }
    }

    @Override
    public void end() {
      backup.endFile();
    }
  }
}
