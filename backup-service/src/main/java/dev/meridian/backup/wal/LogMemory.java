package dev.meridian.backup.wal;

import dev.meridian.backup.settings.WalSettings;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * How many bytes of log wait in memory to be stored, of all servers. While they are too many, who
 * has more than an equal part stores it before it takes more: its server waits, by TCP.
 */
@Component
class LogMemory {

  private final long most;
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicInteger shares = new AtomicInteger();

  LogMemory(WalSettings settings) {
    this.most = settings.memory().toBytes();
  }

  Share share() {
    return new Share();
  }

  /** What of it one stream has. */
  final class Share implements AutoCloseable {

    private final AtomicLong mine = new AtomicLong();

    private Share() {
      shares.incrementAndGet();
    }

    void take(long bytes) {
      mine.addAndGet(bytes);
      waiting.addAndGet(bytes);
    }

    void give(long bytes) {
      take(-bytes);
    }

    boolean isShort() {
      return waiting.get() > most && mine.get() > most / shares.get();
    }

    /** Gives back what was never stored. */
    @Override
    public void close() {
      give(mine.get());
      shares.decrementAndGet();
    }
  }
}
