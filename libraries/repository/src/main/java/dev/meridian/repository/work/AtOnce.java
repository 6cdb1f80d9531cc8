package dev.meridian.repository.work;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Asks a store many small questions at once: what takes time is the way there and back. */
public final class AtOnce {

  /** So many are under way at a time. */
  public static final int MOST = 16;

  private AtOnce() {}

  /**
   * The answers, in the order of what was asked about. When it returns or throws, no question is
   * under way any more.
   *
   * @throws RuntimeException what the first question to fail, in that order, threw
   * @throws CancellationException when the calling thread was interrupted; it stays so
   */
  public static <A, B> List<B> ask(List<A> about, Function<A, B> question) {
    if (about.size() <= 1) {
      return about.stream().map(question).toList();
    }
    List<B> answers = new ArrayList<>(about.size());
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int from = 0; from < about.size(); from += MOST) {
        List<Callable<B>> questions =
            about.subList(from, Math.min(from + MOST, about.size())).stream()
                .map(each -> (Callable<B>) () -> question.apply(each))
                .toList();
        for (Future<B> answer : executor.invokeAll(questions)) {
          answers.add(answer(answer));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("Nobody waits for the answers any more");
    }
    return answers;
  }

  private static <B> B answer(Future<B> done) {
    if (done.state() == Future.State.FAILED) {
      switch (done.exceptionNow()) {
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable e -> throw new IllegalStateException("A question failed", e);
      }
    }
    return done.resultNow();
  }
}
