package dev.meridian.host.instance;

import java.time.Duration;
import java.util.concurrent.CancellationException;

/** Waits where nothing tells when it is time. */
public final class Pause {

  private Pause() {}

  /**
   * Waits.
   *
   * @throws CancellationException when the thread is interrupted; it stays so
   */
  public static void of(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("Interrupted while waiting");
    }
  }
}
