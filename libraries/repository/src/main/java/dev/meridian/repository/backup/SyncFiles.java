package dev.meridian.repository.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Makes files durable in the background, while others are still being written. When too many wait,
 * who brings the next one does it himself.
 */
final class SyncFiles implements AutoCloseable {

  private static final int THREADS = 2;
  private static final int WAITING = 1000;

  private final ThreadPoolExecutor executor =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          Thread.ofPlatform().daemon().name("restore-sync-", 0).factory(),
          new ThreadPoolExecutor.CallerRunsPolicy());

  private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();

  /** All that was written to the file so far is to be durable in the end. */
  void begin(Path file) {
    executor.execute(
        () -> {
          try {
            sync(file);
          } catch (IOException e) {
            failure.compareAndSet(null, e);
          }
        });
  }

  /**
   * Returns when all is durable. Nothing may begin after that.
   *
   * @throws IOException what the first file to fail threw
   */
  void await() throws IOException {
    executor.shutdown();
    try {
      while (!executor.awaitTermination(1, TimeUnit.HOURS)) {
        // A slow disk is waited for.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The work was interrupted", e);
    }
    IOException thrown = failure.get();
    if (thrown != null) {
      throw new IOException("Could not make files durable", thrown);
    }
  }

  static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
    executor.close();
  }
}
