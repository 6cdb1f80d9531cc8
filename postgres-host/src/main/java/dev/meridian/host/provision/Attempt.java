package dev.meridian.host.provision;

import dev.meridian.host.instance.Instance;
import java.util.function.Supplier;

/** Makes something of a server, or leaves nothing of it. */
public final class Attempt {

  private Attempt() {}

  /**
   * Runs it. If it fails, or is interrupted, the server's process and files are removed; the
   * failure goes on, and an interrupt stays.
   */
  public static <T> T on(Instance instance, Supplier<T> attempt) {
    try {
      return attempt.get();
    } catch (RuntimeException | Error e) {
      boolean interrupted = Thread.interrupted();
      try {
        instance.destroy();
      } catch (RuntimeException left) {
        e.addSuppressed(left);
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
      throw e;
    }
  }
}
