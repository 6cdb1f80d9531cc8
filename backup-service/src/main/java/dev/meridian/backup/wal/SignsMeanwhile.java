package dev.meridian.backup.wal;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a server that it is being listened to, while the thread that receives waits for a store: a
 * server ends the stream of a receiver from which it hears nothing for long. Nothing is said of
 * what is safe.
 *
 * <p>What is done in time costs next to nothing: every second it is looked whether the same is
 * still under way, and no more once nothing was begun for one.
 */
final class SignsMeanwhile {

  private static final Logger log = LoggerFactory.getLogger(SignsMeanwhile.class);

  /** No virtual threads: files that don't answer may hold all the threads that run these. */
  private static final ThreadFactory THREADS =
      Thread.ofPlatform().daemon().name("wal-signs").factory();

  private static final ScheduledExecutorService EVERY_SECOND =
      Executors.newSingleThreadScheduledExecutor(THREADS);

  private final Sign sign;

  /** How often something was begun or done: odd while something is under way. */
  private final AtomicLong steps = new AtomicLong();

  private final AtomicBoolean watched = new AtomicBoolean();
  private final AtomicBoolean signing = new AtomicBoolean();

  SignsMeanwhile(Sign sign) {
    this.sign = sign;
  }

  /** A sign of life, given by any thread. */
  @FunctionalInterface
  interface Sign {

    void give() throws IOException;
  }

  /** What may take long. */
  @FunctionalInterface
  interface Work<E extends Exception> {

    void run() throws E;
  }

  /** Does something that may take long. By the thread that receives, one at a time. */
  <E extends Exception> void during(Work<E> work) throws E {
    steps.incrementAndGet();
    watch();
    try {
      work.run();
    } finally {
      steps.incrementAndGet();
    }
  }

  /** The same with an answer. */
  boolean whether(BooleanSupplier work) {
    var answer = new AtomicBoolean();
    during(() -> answer.set(work.getAsBoolean()));
    return answer.get();
  }

  private void watch() {
    if (!watched.get() && watched.compareAndSet(false, true)) {
      lookAgain(steps.get());
    }
  }

  private void lookAgain(long seen) {
    EVERY_SECOND.schedule(() -> look(seen), 1, TimeUnit.SECONDS);
  }

  private void look(long seen) {
    long now = steps.get();
    boolean underWay = now % 2 != 0;
    if (now == seen && underWay && signing.compareAndSet(false, true)) {
      THREADS.newThread(this::signOfLife).start();
    }
    if (now != seen || underWay) {
      lookAgain(now);
      return;
    }
    watched.set(false);
    if (steps.get() != now) {
      // Begun in between, when it was still being watched.
      watch();
    }
  }

  /** By a thread of its own: a server that takes nothing must not keep others without signs. */
  private void signOfLife() {
    try {
      sign.give();
    } catch (IOException e) {
      log.debug("The server wasn't told that it is being listened to", e);
    } finally {
      signing.set(false);
    }
  }
}
