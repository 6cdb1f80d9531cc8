package dev.meridian.backup.wal;

import dev.meridian.backup.settings.WalSettings;
import dev.meridian.backup.wal.LogSource.LogStream;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.postgres.wal.WalReader;
import dev.meridian.repository.wal.WalAppender;
import dev.meridian.repository.wal.WalArchiveWriter;
import dev.meridian.repository.wal.WalPiece;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the log of one timeline in, checks it, and appends it to the archive before it gets too old
 * or too much. What comes fast is stored beside the thread that receives.
 */
final class ReceivedLog implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ReceivedLog.class);

  /** How often it is looked whether what is being stored beside is stored. */
  private static final Duration WHILE_STORING = Duration.ofMillis(5);

  private final int timeline;
  private final WalReader reader;
  private final WalArchiveWriter archive;
  private final WalAppender appender;
  private final LiveLog live;
  private final LogMemory.Share memory;
  private final LogStream stream;
  private final SessionJournal journal;
  private final PieceStorage storage;
  private final long flushAgeNanos;
  private long firstAt;
  private @Nullable Lsn storedTo;

  /** Up to where the archive has this timeline's log; null while it has none of it. */
  private volatile @Nullable Lsn archived;

  private Lsn confirmed = Lsn.ZERO;

  /**
   * @param from where the next bytes belong
   * @param reader has read what comes before
   * @param journal has what commits wait for before the archive has it
   * @param stream is told up to where the log is safe
   * @param signs are given while the store is waited for
   */
  ReceivedLog(
      LogPosition from,
      WalReader reader,
      WalArchiveWriter archive,
      LiveLog live,
      LogMemory memory,
      WalSettings settings,
      SessionJournal journal,
      LogStream stream,
      SignsMeanwhile signs) {
    this.timeline = from.timeline();
    this.reader = reader;
    this.archive = archive;
    this.live = live;
    this.stream = stream;
    this.journal = journal;
    this.storage = new PieceStorage(this::store, signs);
    this.appender = archive.appenderAnywhere(timeline, from.lsn());
    this.memory = memory.share();
    this.flushAgeNanos = settings.flushAge().toNanos();
    this.archived = archive.end(timeline).filter(appender.beginsAt()::equals).orElse(null);
    reader.onRestorePoint(point -> signs.during(() -> archive.putRestorePoint(timeline, point)));
  }

  /** Takes in the next bytes. */
  void add(ByteBuffer bytes) {
    reader.accept(bytes, appender::addEnd);
    long before = appender.pending();
    if (before == 0) {
      firstAt = System.nanoTime();
    }
    Lsn end = appender.position().plus(bytes.remaining());
    boolean known = !appender.beginsAt().isBefore(end);
    appender.add(bytes);
    live.received(bytes.remaining());
    memory.take(appender.pending() - before);
    for (var full = appender.full(); full.isPresent(); full = appender.full()) {
      firstAt = System.nanoTime();
      memory.take(full.get().length());
      storage.soon(full.get());
    }
    if (known) {
      safe(end);
    }
  }

  /**
   * Makes safe what is due: it is old, or too much, or commits wait for it. These need not wait for
   * the archive if the journal can be written; then the archive follows beside.
   *
   * @param synchronous whether the server's commits wait
   */
  void flushWhatIsDue(boolean synchronous) throws IOException {
    boolean some = appender.pending() > 0;
    boolean much = memory.isShort();
    boolean due = some && (much || isOld());
    boolean awaited = some && synchronous && !stream.hasMore();
    boolean kept = awaited && !storage.hasFailed() && journal.keep(appender, archived);
    if (kept) {
      confirm(appender.position());
    }
    if (storage.hasFailed() || (awaited && !kept) || (due && !synchronous)) {
      flush();
    } else if (due && (much || storage.isIdle())) {
      appender.cut().ifPresent(storage::soon);
    }
    journal.tidy(archived, synchronous);
  }

  private boolean isOld() {
    return System.nanoTime() - firstAt >= flushAgeNanos;
  }

  /** How long a flush can wait; for ever if there is nothing. */
  Duration untilDue() {
    if (appender.pending() == 0) {
      return Duration.ofDays(1);
    }
    long least = storage.isIdle() ? 0 : WHILE_STORING.toNanos();
    return Duration.ofNanos(Math.max(least, firstAt + flushAgeNanos - System.nanoTime()));
  }

  /** Makes all that was taken in safe. */
  void flush() {
    appender.cut().ifPresent(storage::soon);
    storage.await();
  }

  /**
   * Waits until nothing is being stored any more; what wasn't is given up. The journal stays if the
   * archive doesn't have all of it.
   */
  @Override
  public void close() {
    storage.settle();
    memory.close();
    journal.tidy(archived, false);
    journal.close();
  }

  private void store(WalPiece piece) {
    if (storedTo != null && !storedTo.equals(piece.start())) {
      throw new IllegalStateException(
          "After " + storedTo + " comes no piece from " + piece.start());
    }
    archive.append(piece);
    storedTo = piece.end();
    archived = piece.end();
    memory.give(piece.length());
    safe(piece.end());
  }

  /** What is stored is safe even if the server can't be told; who receives will notice. */
  private void safe(Lsn end) {
    live.flushed(end, archive.lastCommit(timeline).map(TransactionEnd::at));
    confirm(end);
  }

  /** Never goes back: what is journaled is ahead of what is stored beside. */
  private synchronized void confirm(Lsn end) {
    if (end.isBefore(confirmed)) {
      return;
    }
    confirmed = end;
    try {
      stream.confirm(end);
    } catch (IOException e) {
      log.debug("The server wasn't told that its log is safe up to {}", end, e);
    }
  }
}
