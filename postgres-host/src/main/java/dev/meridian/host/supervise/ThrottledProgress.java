package dev.meridian.host.supervise;

import dev.meridian.host.provision.ProgressSink;
import dev.meridian.host.server.Announcements.Progress;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes progress when a phase begins, waits or gets on again, and else at most twice a second.
 * Nobody waits for it: what can't be published is left out.
 */
final class ThrottledProgress implements ProgressSink {

  private static final Logger log = LoggerFactory.getLogger(ThrottledProgress.class);
  private static final long INTERVAL = Duration.ofMillis(500).toNanos();

  private final Consumer<Progress> publish;
  private final BooleanSupplier unwanted;
  private String phase = "";
  private boolean waits;
  private long publishedAt;

  ThrottledProgress(Consumer<Progress> publish, BooleanSupplier unwanted) {
    this.publish = publish;
    this.unwanted = unwanted;
  }

  @Override
  public synchronized void progressed(Progress progress) {
    long now = System.nanoTime();
    boolean isNew = !progress.phase().equals(phase) || progress.waits() != waits;
    if (!isNew && now - publishedAt < INTERVAL) {
      return;
    }
    phase = progress.phase();
    waits = progress.waits();
    publishedAt = now;
    requireWanted();
    try {
      publish.accept(progress);
    } catch (RuntimeException e) {
      log.debug("Progress was left out", e);
    }
  }

  @Override
  public void requireWanted() {
    if (isUnwanted()) {
      throw new CancellationException("Nobody wants the server any more");
    }
  }

  /** Whether nobody wants the server any more; false while that can't be told. */
  boolean isUnwanted() {
    try {
      return unwanted.getAsBoolean();
    } catch (RuntimeException e) {
      log.debug("Cannot tell whether the server is still wanted", e);
      return false;
    }
  }
}
