package dev.meridian.backup.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.journal.CommitJournal;
import dev.meridian.repository.journal.CommitJournals;
import dev.meridian.repository.store.StoreUnavailable;
import dev.meridian.repository.wal.WalAppender;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commit journal of one stream: made when commits first wait, begun anew whenever the archive
 * has all that is in it, and gone when nobody needs it. For the thread that receives.
 */
final class SessionJournal implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SessionJournal.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);

  private final CommitJournals journals;
  private final int timeline;
  private final int segmentSize;
  private final SignsMeanwhile signs;
  private final boolean possible;
  private @Nullable CommitJournal journal;
  private boolean failed;
  private long failedAt;

  /**
   * Up to where the archive and the journal have the log together; null before the first record.
   */
  private @Nullable Lsn end;

  /**
   * @param signs are given while a file is waited for
   */
  SessionJournal(CommitJournals journals, int timeline, int segmentSize, SignsMeanwhile signs) {
    this.journals = journals;
    this.timeline = timeline;
    this.segmentSize = segmentSize;
    this.signs = signs;
    this.possible = journals.arePossible();
  }

  /**
   * Makes durable what an appender has taken in, unless it must be archived for that: it is too
   * much, there is no room, or the journal can't be written.
   *
   * @param archived up to where the archive has this timeline's log; null while it has none of it
   * @return whether all up to the appender's position is durable
   */
  boolean keep(WalAppender appender, @Nullable Lsn archived) {
    Lsn position = appender.position();
    if (end != null && !end.isBefore(position)) {
      return true;
    }
    if (!possible || archived == null || hasJustFailed()) {
      return false;
    }
    Lsn from = end == null || end.isBefore(archived) ? archived : end;
    boolean restarts = from.equals(archived);
    Optional<ByteBuffer> bytes = appender.since(from);
    if (bytes.isEmpty() || !signs.whether(() -> append(restarts, from, bytes.get()))) {
      return false;
    }
    end = position;
    return true;
  }

  private boolean hasJustFailed() {
    return failed && System.nanoTime() - failedAt < AFTER_FAILURE.toNanos();
  }

  private boolean append(boolean restarts, Lsn from, ByteBuffer bytes) {
    try {
      CommitJournal open = open();
      if (restarts) {
        open.restart();
      }
      return open.append(from, bytes);
    } catch (StoreUnavailable e) {
      failed = true;
      failedAt = System.nanoTime();
      log.warn("Commits wait for the archive, since their journal failed: {}", e.getMessage());
      return false;
    }
  }

  private CommitJournal open() {
    CommitJournal open = journal;
    if (open == null) {
      open = journals.create(timeline, segmentSize);
      journal = open;
      failed = false;
    }
    return open;
  }

  /**
   * Removes the journal if it is of no use any more.
   *
   * @param archived up to where the archive has the log
   * @param wanted whether commits still wait
   */
  void tidy(@Nullable Lsn archived, boolean wanted) {
    if (journal != null && (failed || !wanted) && isSuperseded(archived)) {
      CommitJournal old = journal;
      signs.during(() -> remove(old));
      journal = null;
      end = null;
    }
  }

  private boolean isSuperseded(@Nullable Lsn archived) {
    return end == null || (archived != null && !archived.isBefore(end));
  }

  private void remove(CommitJournal old) {
    try (old) {
      journals.delete(old.name());
    } catch (StoreUnavailable e) {
      log.warn("A commit journal is left to the next receiver: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    if (journal != null) {
      journal.close();
    }
  }
}
