package dev.meridian.host.restore;

import dev.meridian.host.instance.Pause;
import dev.meridian.postgres.Lsn;
import java.time.Duration;

/**
 * The log that is replayed, where PostgreSQL looks for it by itself. Replay begins as soon as the
 * first of it is there; the rest is placed ahead of replay. Where files are still being written,
 * the first of it may need them, and isn't waited for here.
 */
final class PlaceWal implements Phase {

  private static final Duration POLL = Duration.ofMillis(10);

  @Override
  public String name() {
    return "place WAL";
  }

  @Override
  public void run(Restoration restoration) {
    ArrivingWal arriving = restoration.arriving();
    Lsn before = arriving.placed();
    arriving.begin();
    long total = restoration.plan().walBytes();
    while (restoration.arrivingFiles().isComplete() && !before.isBefore(arriving.placed())) {
      arriving.requireAlive();
      Pause.of(POLL);
    }
    restoration.progressed(name(), Math.clamp(arriving.placed().minus(before), 0, total), total);
  }
}
