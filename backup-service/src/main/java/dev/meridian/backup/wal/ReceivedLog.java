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

  private final int timeline;
  private final WalReader reader;
  private final WalArchiveWriter archive;
  private final WalAppender appender;
  private final LiveLog live;
  private final LogMemory.Share memory;
  private final LogStream stream;
  private final PieceStorage storage = new PieceStorage(this::store, this::signOfLife);
  private final long flushAgeNanos;
  private long firstAt;
  private @Nullable Lsn storedTo;

  /**
   * @param from where the next bytes belong
   * @param reader has read what comes before
   * @param stream is told up to where the log is safe
   */
  ReceivedLog(
      LogPosition from,
      WalReader reader,
      WalArchiveWriter archive,
      LiveLog live,
      LogMemory memory,
      WalSettings settings,
      LogStream stream) {
    this.timeline = from.timeline();
    this.reader = reader;
    this.archive = archive;
    this.live = live;
    this.stream = stream;
    this.appender = archive.appender(timeline, from.lsn());
    this.memory = memory.share();
    this.flushAgeNanos = settings.flushAge().toNanos();
    reader.onRestorePoint(point -> archive.putRestorePoint(timeline, point));
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
   * Whether what was taken in must be flushed now, or can't be.
   *
   * @param atOnce however young it is
   */
  boolean isDue(boolean atOnce) {
    return storage.hasFailed()
        || appender.pending() > 0
            && (atOnce || memory.isShort() || System.nanoTime() - firstAt >= flushAgeNanos);
  }

  /** How long a flush can wait; for ever if there is nothing. */
  Duration untilDue() {
    return appender.pending() == 0
        ? Duration.ofDays(1)
        : Duration.ofNanos(Math.max(0, firstAt + flushAgeNanos - System.nanoTime()));
  }

  /** Makes all that was taken in safe. */
  void flush() {
    appender.cut().ifPresent(storage::soon);
    storage.await();
  }

  /** Waits until nothing is being stored any more; what wasn't is given up. */
  @Override
  public void close() {
    storage.settle();
    memory.close();
  }

  private void store(WalPiece piece) {
    if (storedTo != null && !storedTo.equals(piece.start())) {
      throw new IllegalStateException(
          "After " + storedTo + " comes no piece from " + piece.start());
    }
    archive.append(piece);
    storedTo = piece.end();
    memory.give(piece.length());
    safe(piece.end());
  }

  /** What is stored is safe even if the server can't be told; who receives will notice. */
  private void safe(Lsn end) {
    live.flushed(end, archive.lastCommit(timeline).map(TransactionEnd::at));
    try {
      stream.confirm(end);
    } catch (IOException e) {
      log.debug("The server wasn't told that its log is safe up to {}", end, e);
    }
  }

  /** A server ends the stream of a receiver from which it hears nothing for long. */
  private void signOfLife() {
    try {
      stream.signOfLife();
    } catch (IOException e) {
      log.debug("The server wasn't told that it is being listened to", e);
    }
  }
}
