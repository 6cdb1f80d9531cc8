package dev.meridian.host.provision;

import dev.meridian.host.instance.Instance;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes something of a server, or leaves nothing of it. */
public final class Attempt {

  private Attempt() {}

  /**
   * Runs it. If it fails, or is interrupted, the server's process and files are removed; the
   * failure goes on, and an interrupt stays. What can't be removed now is said by the failure, and
   * is removed once the server is known to have failed.
   */
  public static <T> T on(Instance instance, Supplier<T> attempt) {
    try {
      return attempt.get();
    } catch (RuntimeException e) {
      RuntimeException named = FullDisk.named(e, instance);
      remove(instance, named);
      throw named;
    } catch (Error e) {
      remove(instance, e);
      throw e;
    }
  }

  /** The interrupt that ends the attempt may come only now, and ends this only once. */
  private static void remove(Instance instance, Throwable failure) {
    boolean interrupted = false;
    RuntimeException left;
    do {
      interrupted |= Thread.interrupted();
      left = failureToDestroy(instance);
    } while (left != null && Thread.currentThread().isInterrupted());
    if (left != null) {
      failure.addSuppressed(left);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static @Nullable RuntimeException failureToDestroy(Instance instance) {
    try {
      instance.destroy();
      return null;
    } catch (RuntimeException left) {
      return left;
    }
  }
}
