package dev.meridian.repository.work;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Steps that do not depend on each other, run by as many threads as there are processors. */
public final class ParallelSteps {

  private static final int WAITING_PER_THREAD = 4;

  private ParallelSteps() {}

  /** A part of the work. */
  @FunctionalInterface
  public interface Step {

    /** Does it. */
    void run() throws IOException;
  }

  /** Tells the steps one after the other, as there is room for them. */
  @FunctionalInterface
  public interface Plan {

    /** Passes on each step. What this throws ends the work as if a step had thrown it. */
    void tell(Consumer<Step> steps) throws IOException;
  }

  /** As {@link #run(String, Plan)}, steps that are all known. */
  public static void run(String name, List<Step> steps) throws IOException {
    run(name, each -> steps.forEach(each));
  }

  /**
   * Runs all steps, beginning them in order; only a few wait at a time, however many there are.
   * When it returns or throws, none is running any more.
   *
   * @param name names the threads
   * @throws IOException what the first step to fail threw, if it was one; as everything else that
   *     it threw. The steps not yet begun are left out.
   * @throws CancellationException when the calling thread was interrupted; it stays so
   */
  public static void run(String name, Plan plan) throws IOException {
    int threads = Runtime.getRuntime().availableProcessors();
    var underWay = new Semaphore(WAITING_PER_THREAD * threads);
    var failure = new AtomicReference<@Nullable Throwable>();
    ExecutorService executor =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name(name + "-", 0).factory());
    try {
      plan.tell(
          step -> {
            begin(underWay, failure);
            executor.execute(() -> run(step, underWay, failure));
          });
      underWay.acquire(WAITING_PER_THREAD * threads);
    } catch (InterruptedException | Interrupted e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("The work was interrupted: " + name);
    } catch (StepFailed e) {
      // Thrown below, as the step did.
    } finally {
      executor.shutdownNow();
      executor.close();
    }
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw failure(thrown);
    }
  }

  private static void begin(Semaphore underWay, AtomicReference<@Nullable Throwable> failure) {
    try {
      underWay.acquire();
    } catch (InterruptedException e) {
      throw new Interrupted();
    }
    if (failure.get() != null) {
      throw new StepFailed();
    }
  }

  private static void run(
      Step step, Semaphore underWay, AtomicReference<@Nullable Throwable> failure) {
    try {
      if (failure.get() == null) {
        step.run();
      }
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    } finally {
      underWay.release();
    }
  }

  /** Ends a plan, for one of its steps failed. */
  private static final class StepFailed extends RuntimeException {}

  /** Ends a plan, for nobody wants its end any more. */
  private static final class Interrupted extends RuntimeException {}

  private static IOException failure(Throwable cause) {
    switch (cause) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case IOException e -> {
        return e;
      }
      default -> throw new IllegalStateException("A step failed", cause);
    }
  }
}
