package dev.meridian.repository.journal;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.store.JournalFiles.JournalFile;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The journal of one stream of a server's log, to be written: what {@link #append} has returned
 * true for is durable. After a failure it takes nothing more. Not for several threads at once.
 */
public final class CommitJournal implements AutoCloseable {

  private final String name;
  private final JournalFormat format;
  private final JournalFile file;
  private int at = JournalFormat.FIRST_RECORD;
  private long number = 1;
  private @Nullable Lsn end;
  private boolean failed;

  CommitJournal(String name, JournalFormat format, JournalFile file) {
    this.name = name;
    this.format = format;
    this.file = file;
  }

  /** What {@link CommitJournals} knows it by. */
  public String name() {
    return name;
  }

  /**
   * Appends bytes of the log.
   *
   * @param start position of the first of them: where the record before ended. The first record
   *     after the beginning, or a restart, begins where the archive ends, or before.
   * @return whether there was room
   * @throws dev.meridian.repository.store.StoreUnavailable when it could not be made durable
   */
  public boolean append(Lsn start, ByteBuffer log) {
    if (failed || (end != null && !end.equals(start))) {
      throw new IllegalStateException(
          failed ? name + " has failed" : start + " does not follow " + end);
    }
    int length = log.remaining();
    int stored = JournalFormat.recordBytes(length);
    if (stored > JournalFormat.FILE_BYTES - at) {
      return false;
    }
    failed = true;
    file.write(at, format.record(number, start, log));
    failed = false;
    at += stored;
    number++;
    end = start.plus(length);
    return true;
  }

  /** Begins anew from the beginning of the file; only when the archive has all that is in it. */
  public void restart() {
    at = JournalFormat.FIRST_RECORD;
    end = null;
  }

  /** The file stays. */
  @Override
  public void close() {
    file.close();
  }
}
