package dev.meridian.backup.wal;

import dev.meridian.backup.settings.WalSettings;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.postgres.wal.WalReader;
import dev.meridian.repository.wal.WalArchiveWriter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Takes the log of one timeline in, checks it, and appends it to the archive before it gets too old
 * or too much.
 */
final class ReceivedLog {

  private static final int SMALL = 64 << 10;

  private final int timeline;
  private final WalReader reader;
  private final WalArchiveWriter archive;
  private final LiveLog live;
  private final long most;
  private final long flushAgeNanos;

  private byte[] buffer = new byte[0];
  private int filled;
  private Lsn start;
  private long firstAt;
  private final List<TransactionEnd> ends = new ArrayList<>();

  /**
   * @param from where the next bytes belong
   * @param reader has read what comes before
   */
  ReceivedLog(
      LogPosition from,
      WalReader reader,
      WalArchiveWriter archive,
      LiveLog live,
      WalSettings settings) {
    this.timeline = from.timeline();
    this.start = from.lsn();
    this.reader = reader;
    this.archive = archive;
    this.live = live;
    this.most = settings.flushSize().toBytes();
    reader.onRestorePoint(point -> archive.putRestorePoint(timeline, point));
    this.flushAgeNanos = settings.flushAge().toNanos();
  }

  /** Takes in the next bytes. */
  void add(ByteBuffer bytes) {
    int count = bytes.remaining();
    reader.accept(bytes, ends::add);
    makeRoom(count);
    bytes.get(bytes.position(), buffer, filled, count);
    if (filled == 0) {
      firstAt = System.nanoTime();
    }
    filled += count;
    live.received(count);
  }

  /**
   * Whether what was taken in must be flushed now.
   *
   * @param atOnce however young it is
   */
  boolean isDue(boolean atOnce) {
    return filled >= most || filled > 0 && (atOnce || System.nanoTime() - firstAt >= flushAgeNanos);
  }

  /** How long a flush can wait; for ever if there is nothing. */
  Duration untilDue() {
    return filled == 0
        ? Duration.ofDays(1)
        : Duration.ofNanos(Math.max(0, firstAt + flushAgeNanos - System.nanoTime()));
  }

  /** Makes all that was taken in safe; up to where the log is safe now. */
  Lsn flush() {
    if (filled > 0) {
      archive.append(timeline, start, buffer, 0, filled, List.copyOf(ends));
      start = start.plus(filled);
      ends.clear();
      shrink();
      filled = 0;
      live.flushed(start, lastCommit());
    }
    return start;
  }

  private Optional<Instant> lastCommit() {
    return archive.lastCommit(timeline).map(TransactionEnd::at);
  }

  private void makeRoom(int count) {
    if (buffer.length - filled < count) {
      buffer = Arrays.copyOf(buffer, Math.max(SMALL, Math.max(filled + count, 2 * filled)));
    }
  }

  /** Idle servers shall not hold what a busy moment needed. */
  private void shrink() {
    if (buffer.length > SMALL && filled <= SMALL) {
      buffer = new byte[0];
    }
  }
}
