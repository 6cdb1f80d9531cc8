package dev.meridian.backup.wal;

import dev.meridian.backup.settings.WalSettings;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * How many bytes of log wait in memory to be stored, of all servers. While they are too many, every
 * receiver stores at once what it has before it takes more: the servers wait, by TCP.
 */
@Component
class LogMemory {

  private final long most;
  private final AtomicLong waiting = new AtomicLong();

  LogMemory(WalSettings settings) {
    this.most = settings.memory().toBytes();
  }

  boolean isShort() {
    return waiting.get() > most;
  }

  Share share() {
    return new Share();
  }

  /** What of it one stream has. */
  final class Share implements AutoCloseable {

    private final AtomicLong mine = new AtomicLong();

    void take(long bytes) {
      mine.addAndGet(bytes);
      waiting.addAndGet(bytes);
    }

    void give(long bytes) {
      take(-bytes);
    }

    boolean isShort() {
      return LogMemory.this.isShort();
    }

    /** Gives back what was never stored. */
    @Override
    public void close() {
      give(mine.get());
    }
  }
}
