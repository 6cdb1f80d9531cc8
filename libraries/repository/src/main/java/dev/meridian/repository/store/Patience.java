package dev.meridian.repository.store;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long somebody waits for a store that can't be reached. Calls are repeated with growing pauses
 * until one is answered, each for so long at most; once one has waited in vain, none waits any
 * more. For one piece of work; safe for use by many threads.
 */
public final class Patience {

  private static final Logger log = LoggerFactory.getLogger(Patience.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /** Nobody is told of what is over so soon. */
  private static final Duration SHORT = Duration.ofSeconds(1);

  private final Duration limit;
  private final Runnable listener;
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile boolean exhausted;

  /**
   * Waits so long.
   *
   * @param limit zero for not at all
   * @param listener is told again and again while somebody waits, maybe by several threads at once;
   *     what it throws ends the wait
   */
  public Patience(Duration limit, Runnable listener) {
    this.limit = limit;
    this.listener = listener;
  }

  /** Whether somebody has been waiting for a while. */
  public boolean isWaiting() {
    return waiting.get() > 0;
  }

  /**
   * What the call answers.
   *
   * @throws StoreUnavailable when it was not answered in time; the cause is what the last attempt
   *     threw
   * @throws CancellationException when the calling thread is interrupted; it stays so
   */
  public <T> T of(Supplier<T> call) {
    Outage outage = null;
    try {
      while (true) {
        try {
          return call.get();
        } catch (StoreUnavailable e) {
          requireWanted();
          outage = outage == null ? new Outage() : outage;
          outage.await(e);
        }
      }
    } finally {
      if (outage != null) {
        outage.end();
      }
    }
  }

  private static void requireWanted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("Nobody waits for the repository any more");
    }
  }

  /** The time in which one call isn't answered. */
  private final class Outage {

    private final long began = System.nanoTime();
    private Duration pause = FIRST_PAUSE;
    private boolean told;

    /** Returns when the call is to be made again. */
    void await(StoreUnavailable failure) {
      Duration passed = Duration.ofNanos(System.nanoTime() - began);
      if (exhausted || passed.compareTo(limit) >= 0) {
        throw givenUp(failure);
      }
      if (!told && passed.compareTo(SHORT) >= 0) {
        told = true;
        if (waiting.getAndIncrement() == 0) {
          log.warn("The repository can't be reached; waiting for it", failure);
        }
      }
      if (told) {
        listener.run();
      }
      sleep(min(pause, limit.minus(passed)));
      pause = min(pause.multipliedBy(2), LONGEST_PAUSE);
    }

    private StoreUnavailable givenUp(StoreUnavailable failure) {
      exhausted = true;
      return limit.isZero()
          ? failure
          : new StoreUnavailable(
              "The repository could not be reached for %d s: %s"
                  .formatted(limit.toSeconds(), failure.getMessage()),
              failure);
    }

    void end() {
      if (told && waiting.decrementAndGet() == 0) {
        log.info("Nobody waits for the repository any more");
      }
    }
  }

  private static void sleep(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      requireWanted();
    }
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
