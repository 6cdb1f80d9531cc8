package dev.meridian.host.supervise;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does work that may be given up at any moment, whatever it is waiting for: in a thread of its own,
 * which is interrupted once nobody wants its outcome. An interrupt of this thread means something
 * else, the end of the process, and is passed on.
 */
final class WhileWanted {

  private static final Logger log = LoggerFactory.getLogger(WhileWanted.class);
  private static final Duration LOOK = Duration.ofMillis(250);

  private WhileWanted() {}

  /**
   * Does it; nothing of it goes on when this returns or throws.
   *
   * @param unwanted is asked again and again; what it throws means no
   * @param free of what doesn't heed an interrupt, such as a session of PostgreSQL: called again
   *     and again from when nobody wants it, while the work goes on
   * @return what the work returned
   * @throws RuntimeException what the work threw, which isn't wanted any more by then, maybe
   */
  static <T> T run(BooleanSupplier unwanted, Runnable free, Supplier<T> work) {
    var task = new FutureTask<T>((Callable<T>) work::get);
    String name = Thread.currentThread().getName() + "-work";
    Thread thread = Thread.ofVirtual().name(name).start(task);
    boolean interrupted = false;
    boolean given = false;
    try {
      while (true) {
        try {
          return task.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException stillGoingOn) {
          if (given) {
            quietly(free);
          } else if (isTrue(unwanted)) {
            given = true;
            thread.interrupt();
          }
        } catch (InterruptedException e) {
          interrupted = true;
          given = true;
          thread.interrupt();
        }
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException thrown -> throw thrown;
        case Error thrown -> throw thrown;
        case null, default -> throw new IllegalStateException("The work failed", e.getCause());
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The work must not be left alone, whatever is thrown here. */
  private static boolean isTrue(BooleanSupplier unwanted) {
    try {
      return unwanted.getAsBoolean();
    } catch (RuntimeException | Error e) {
      log.debug("Cannot tell whether the work is still wanted", e);
      return false;
    }
  }

  private static void quietly(Runnable free) {
    try {
      free.run();
    } catch (RuntimeException | Error e) {
      log.debug("The work that nobody wants any more goes on", e);
    }
  }
}
