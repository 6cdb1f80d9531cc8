package dev.meridian.backup.wal;

import dev.meridian.repository.wal.WalPiece;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Stores pieces of one log in their order, beside the thread that receives; a few wait at most.
 * After a failure nothing more is stored.
 *
 * <p>An interrupt ends no wait, for what was received must not be lost; it stays set.
 */
final class PieceStorage {

  private static final int AT_ONCE = 2;

  private final Consumer<WalPiece> step;
  private final SignsMeanwhile signs;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

  /**
   * @param step what is done with a piece
   * @param signs are given while the thread that receives waits
   */
  PieceStorage(Consumer<WalPiece> step, SignsMeanwhile signs) {
    this.step = step;
    this.signs = signs;
  }

  /**
   * Stores it soon. Waits while others are being stored; throws what storing one of them threw, and
   * then never stores this one.
   */
  void soon(WalPiece piece) {
    if (!places.tryAcquire()) {
      signs.during(() -> places.acquireUninterruptibly());
    }
    requireNoFailure();
    last =
        last.thenRunAsync(() -> step.accept(piece), PieceStorage::start)
            .whenComplete((done, failure) -> places.release());
  }

  /** Waits until all are stored; throws what storing one threw. */
  void await() {
    settle();
    requireNoFailure();
  }

  /** Waits until none is being stored, whatever became of them. */
  void settle() {
    if (!last.isDone()) {
      signs.during(() -> last.handle((done, failure) -> true).join());
    }
  }

  /** Whether something could not be stored, and therefore nothing will be any more. */
  boolean hasFailed() {
    return last.isCompletedExceptionally();
  }

  /** Whether nothing is being stored. */
  boolean isIdle() {
    return last.isDone();
  }

  private void requireNoFailure() {
    if (last.isCompletedExceptionally()) {
      try {
        last.join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      }
    }
  }

  private static void start(Runnable work) {
    Thread.ofVirtual().name("wal-store").start(work);
  }
}
