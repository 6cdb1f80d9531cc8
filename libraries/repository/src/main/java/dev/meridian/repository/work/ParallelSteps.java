package dev.meridian.repository.work;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Steps that do not depend on each other, run by as many threads as there are processors. */
public final class ParallelSteps {

  private ParallelSteps() {}

  /** A part of the work. */
  @FunctionalInterface
  public interface Step {

    /** Does it. */
    void run() throws IOException;
  }

  /**
   * Runs all steps, beginning them in order. When it returns or throws, none is running any more.
   *
   * @param name names the threads
   * @throws IOException what the first step to fail threw, if it was one; as everything else that
   *     it threw. The steps not yet begun are left out.
   * @throws CancellationException when the calling thread was interrupted; it stays so
   */
  public static void run(String name, List<Step> steps) throws IOException {
    int threads = Math.max(1, Math.min(steps.size(), Runtime.getRuntime().availableProcessors()));
    ExecutorService executor =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name(name + "-", 0).factory());
    try {
      var completion = new ExecutorCompletionService<@Nullable Void>(executor);
      for (Step step : steps) {
        completion.submit(
            () -> {
              step.run();
              return null;
            });
      }
      for (int done = 0; done < steps.size(); done++) {
        completion.take().get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("The work was interrupted: " + name);
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } finally {
      executor.shutdownNow();
      executor.close();
    }
  }

  private static IOException failure(@Nullable Throwable cause) {
    switch (cause) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case IOException e -> {
        return e;
      }
      case null, default -> throw new IllegalStateException("A step failed", cause);
    }
  }
}
