package dev.meridian.backup.wal;

import dev.meridian.backup.settings.WalSettings;
import java.io.IOException;
import java.time.Duration;

/** When to ask a server for a sign of life, and when to give it up. */
final class Signs {

  private final long everyNanos;
  private final long silentForNanos;
  private long askedAt = System.nanoTime();
  private long heardAt = askedAt;

  Signs(WalSettings settings) {
    this.everyNanos = settings.statusEvery().toNanos();
    this.silentForNanos = settings.silentFor().toNanos();
  }

  void heard() {
    heardAt = System.nanoTime();
  }

  void asked() {
    askedAt = System.nanoTime();
  }

  boolean isDue() {
    return System.nanoTime() - askedAt >= everyNanos;
  }

  Duration untilDue() {
    return Duration.ofNanos(Math.max(0, askedAt + everyNanos - System.nanoTime()));
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
