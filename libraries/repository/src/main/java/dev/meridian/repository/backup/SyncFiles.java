package dev.meridian.repository.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Makes files durable in the background, while others are still being written. */
final class SyncFiles implements AutoCloseable {

  private static final int THREADS = 2;

  private final ExecutorService executor =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("restore-sync-", 0).factory());
  private final List<Future<?>> begun = new ArrayList<>();

  /** All that was written to the file so far is to be durable in the end. */
  synchronized void begin(Path file) {
    begun.add(
        executor.submit(
            () -> {
              sync(file);
              return null;
            }));
  }

  /**
   * Returns when all is durable.
   *
   * @throws IOException what the first file to fail threw
   */
  synchronized void await() throws IOException {
    try {
      for (Future<?> each : begun) {
        each.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The work was interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException("Could not make files durable", e.getCause());
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
