package dev.meridian.repository.objectstore;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/** Makes a call again, a few times, where that makes sense, and no longer than a limit. */
final class Attempts {

  private static final int MOST = 6;
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final Duration limit;
  private final Predicate<Exception> again;

  /**
   * @param attempt how long one may take, which the call itself sees to
   * @param again whether it makes sense after this failure
   */
  Attempts(Duration attempt, Predicate<Exception> again) {
    this.limit = attempt.multipliedBy(MOST / 2);
    this.again = again;
  }

  /** A call of a service. */
  interface Call<T, E extends Exception> {

    T answer() throws E;
  }

  /**
   * What the call answered; as it failed at last otherwise. An interrupted thread stays interrupted
   * and makes no further attempt.
   */
  <T, E extends Exception> T of(Call<T, E> call) throws E {
    long began = System.nanoTime();
    for (int attempt = 1; ; attempt++) {
      try {
        return call.answer();
      } catch (Exception e) {
        boolean late = System.nanoTime() - began > limit.toNanos();
        if (attempt == MOST || late || isInterrupted(e) || !again.test(e) || !pause(attempt)) {
          throw e;
        }
      }
    }
  }

  /** Some libraries hide it in one of their own. */
  private static boolean isInterrupted(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
    }
    return Thread.currentThread().isInterrupted();
  }

  private static boolean pause(int attempt) {
    long most = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << (attempt - 1));
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(most / 2, most));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
