package dev.meridian.backup.wal;

import dev.meridian.repository.wal.WalPiece;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;

/**
 * Stores pieces of one log in their order, beside the thread that receives; a few wait at most.
 * After a failure nothing more is stored.
 */
final class PieceStorage {

  private static final int AT_ONCE = 2;

  private final Step step;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

  /** What is done with a piece. */
  @FunctionalInterface
  interface Step {

    void store(WalPiece piece) throws IOException;
  }

  PieceStorage(Step step) {
    this.step = step;
  }

  /**
   * Stores it soon. Waits while many are being stored.
   *
   * @throws IOException what storing one before it threw, as is every other exception
   */
  void soon(WalPiece piece) throws IOException {
    try {
      places.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while log was waiting to be stored");
    }
    if (last.isCompletedExceptionally()) {
      await();
    }
    last =
        last.thenRunAsync(() -> store(piece), PieceStorage::start)
            .whenComplete((done, failure) -> places.release());
  }

  /** Waits until all are stored. */
  void await() throws IOException {
    try {
      last.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case UncheckedIOException cause -> throw cause.getCause();
        case RuntimeException cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }

  /** Waits until none is being stored, whatever became of them. */
  void settle() {
    last.handle((done, failure) -> done).join();
  }

  private void store(WalPiece piece) {
    try {
      step.store(piece);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void start(Runnable work) {
    Thread.ofVirtual().name("wal-store").start(work);
  }
}
