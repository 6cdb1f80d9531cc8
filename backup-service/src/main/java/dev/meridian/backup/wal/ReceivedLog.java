package dev.meridian.backup.wal;

import dev.meridian.backup.settings.WalSettings;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.postgres.wal.WalReader;
import dev.meridian.repository.wal.WalAppender;
import dev.meridian.repository.wal.WalArchiveWriter;
import dev.meridian.repository.wal.WalPiece;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Takes the log of one timeline in, checks it, and appends it to the archive before it gets too old
 * or too much. What comes fast is stored beside the thread that receives.
 */
final class ReceivedLog implements AutoCloseable {

  private final int timeline;
  private final WalReader reader;
  private final WalArchiveWriter archive;
  private final WalAppender appender;
  private final LiveLog live;
  private final LogMemory.Share memory;
  private final Confirmation confirmation;
  private final PieceStorage storage = new PieceStorage(this::store);
  private final long flushAgeNanos;
  private long firstAt;

  /** Is told up to where the log is safe. */
  @FunctionalInterface
  interface Confirmation {

    void safe(Lsn position) throws IOException;
  }

  /**
   * @param from where the next bytes belong
   * @param reader has read what comes before
   * @param confirmation called by any thread, never by two at once
   */
  ReceivedLog(
      LogPosition from,
      WalReader reader,
      WalArchiveWriter archive,
      LiveLog live,
      LogMemory memory,
      WalSettings settings,
      Confirmation confirmation) {
    this.timeline = from.timeline();
    this.reader = reader;
    this.archive = archive;
    this.live = live;
    this.memory = memory.share();
    this.confirmation = confirmation;
    this.appender = archive.appender(timeline, from.lsn());
    this.flushAgeNanos = settings.flushAge().toNanos();
    reader.onRestorePoint(point -> archive.putRestorePoint(timeline, point));
  }

  /** Takes in the next bytes. */
  void add(ByteBuffer bytes) throws IOException {
    reader.accept(bytes, appender::addEnd);
    if (appender.pending() == 0) {
      firstAt = System.nanoTime();
    }
    long before = appender.pending();
    appender.add(bytes);
    memory.take(appender.pending() - before);
    live.received(bytes.remaining());
    for (var full = appender.full(); full.isPresent(); full = appender.full()) {
      firstAt = System.nanoTime();
      memory.take(full.get().length());
      storage.soon(full.get());
    }
  }

  /**
   * Whether what was taken in must be flushed now.
   *
   * @param atOnce however young it is
   */
  boolean isDue(boolean atOnce) {
    return appender.pending() > 0
        && (atOnce || memory.isShort() || System.nanoTime() - firstAt >= flushAgeNanos);
  }

  /** How long a flush can wait; for ever if there is nothing. */
  Duration untilDue() {
    return appender.pending() == 0
        ? Duration.ofDays(1)
        : Duration.ofNanos(Math.max(0, firstAt + flushAgeNanos - System.nanoTime()));
  }

  /** Makes all that was taken in safe. */
  void flush() throws IOException {
    storage.await();
    var rest = appender.cut();
    if (rest.isPresent()) {
      store(rest.get());
    }
  }

  /** Waits until nothing is being stored any more; what wasn't is given up. */
  @Override
  public void close() {
    storage.settle();
    memory.close();
  }

  private void store(WalPiece piece) throws IOException {
    archive.append(piece);
    memory.give(piece.length());
    live.flushed(piece.end(), archive.lastCommit(timeline).map(TransactionEnd::at));
    confirmation.safe(piece.end());
  }
}
