package dev.meridian.backup.wal;

import dev.meridian.backup.wal.LogStatus.State;
import dev.meridian.postgres.Lsn;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What a receiver knows, to be read by others while it works. */
final class LiveLog {

  private final Clock clock;
  private final Duration margin;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  private State state = State.CONNECTING;
  private int timeline;
  private Lsn unbrokenFrom = Lsn.ZERO;
  private Lsn safe = Lsn.ZERO;
  private Lsn serverEnd = Lsn.ZERO;
  private long receivedBytes;
  private @Nullable Instant lastCommit;
  private @Nullable Instant coveredUntil;
  private @Nullable Instant lastFlush;
  private long clockAhead;
  private @Nullable String problem;

  /** A sign of the server that waits for the log up to its position to be safe. */
  private @Nullable Sign pending;

  private record Sign(Lsn serverEnd, Instant at) {}

  /**
   * @param margin how much earlier than a server's clock its log is taken to be complete
   */
  LiveLog(Clock clock, Duration margin) {
    this.clock = clock;
    this.margin = margin;
  }

  LogStatus status() {
    lock.lock();
    try {
      return new LogStatus(
          state,
          timeline,
          unbrokenFrom,
          safe,
          serverEnd,
          receivedBytes,
          lastCommit,
          coveredUntil,
          lastFlush,
          clockAhead,
          problem);
    } finally {
      lock.unlock();
    }
  }

  void is(State next, @Nullable String why) {
    change(
        () -> {
          state = next;
          problem = why;
        });
  }

  /** A stream begins here; the log is safe up to here, without a gap from {@code unbroken} on. */
  void beginsAt(LogPosition position, Lsn unbroken, Optional<Instant> commit) {
    change(
        () -> {
          timeline = position.timeline();
          safe = position.lsn();
          unbrokenFrom = unbroken;
          lastCommit = commit.orElse(null);
          pending = null;
        });
  }

  /** Bytes came. */
  void received(long bytes) {
    change(() -> receivedBytes += bytes);
  }

  /** The server says where it stands. */
  void heard(Lsn end, Instant at) {
    change(
        () -> {
          serverEnd = end;
          clockAhead = ChronoUnit.MICROS.between(clock.instant(), at);
          if (!safe.isBefore(end)) {
            coveredUntil = at.minus(margin);
          } else if (pending == null) {
            pending = new Sign(end, at);
          }
        });
  }

  /** The log is safe up to here. */
  void flushed(Lsn position, Optional<Instant> commit) {
    change(
        () -> {
          safe = position;
          lastCommit = commit.orElse(null);
          lastFlush = clock.instant();
          if (pending != null && !position.isBefore(pending.serverEnd())) {
            coveredUntil = pending.at().minus(margin);
            pending = null;
          }
        });
  }

  /** Waits until the log is safe up to a position; whether it is. */
  boolean awaitSafe(Lsn position, Duration most) throws InterruptedException {
    long left = most.toNanos();
    lock.lockInterruptibly();
    try {
      while (safe.isBefore(position)) {
        if (left <= 0 || state == State.STOPPED) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void change(Runnable how) {
    lock.lock();
    try {
      how.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
