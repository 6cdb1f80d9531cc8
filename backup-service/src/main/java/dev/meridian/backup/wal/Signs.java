package dev.meridian.backup.wal;

import dev.meridian.backup.settings.WalSettings;
import java.io.IOException;
import java.time.Duration;

/**
 * When to ask a server for a sign of life, and when to give it up. Up to when its log is complete
 * is known by its last sign: so one is asked for soon after its last bytes. Then it gives them by
 * itself, half its {@code wal_sender_timeout} apart, and is asked only if it doesn't.
 */
final class Signs {

  private final long everyNanos;
  private final long idleEveryNanos;
  private final long silentForNanos;
  private long askedAt = System.nanoTime();
  private long heardAt = askedAt;
  private long busyAt = askedAt;

  Signs(WalSettings settings) {
    this.everyNanos = settings.statusEvery().toNanos();
    this.idleEveryNanos = settings.statusIdleEvery().toNanos();
    this.silentForNanos = settings.silentFor().toNanos();
  }

  /** A sign came, and nothing else. */
  void heard() {
    heardAt = System.nanoTime();
  }

  /** Bytes of the log came. */
  void received() {
    heard();
    busyAt = heardAt;
  }

  void asked() {
    askedAt = System.nanoTime();
  }

  boolean isDue() {
    return System.nanoTime() - dueAt() >= 0;
  }

  Duration untilDue() {
    long now = System.nanoTime();
    return Duration.ofNanos(Math.max(0, Math.min(dueAt() - now, heardAt + silentForNanos - now)));
  }

  private long dueAt() {
    boolean idle = askedAt - busyAt >= everyNanos;
    long since = idle && heardAt - askedAt > 0 ? heardAt : askedAt;
    return since + (idle ? idleEveryNanos : everyNanos);
  }

  /**
   * @throws IOException when the server has been silent for too long
   */
  void requireLife() throws IOException {
    if (System.nanoTime() - heardAt > silentForNanos) {
      throw new IOException(
          "The server has not answered for " + Duration.ofNanos(silentForNanos).toSeconds() + " s");
    }
  }
}
