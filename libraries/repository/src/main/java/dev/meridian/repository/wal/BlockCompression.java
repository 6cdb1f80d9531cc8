package dev.meridian.repository.wal;

import dev.meridian.repository.sealing.CompressedBytes;
import dev.meridian.repository.sealing.Sealing;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Compresses blocks of log on as many threads as there are processors, for all archives. */
final class BlockCompression {

  private static final int THREADS = Runtime.getRuntime().availableProcessors();
  private static final ThreadPoolExecutor POOL = pool();

  /** Whole blocks that are free to be filled: too large to be made anew all the time. */
  private static final Queue<byte[]> FREE = new ConcurrentLinkedQueue<>();

  private static final Semaphore KEPT = new Semaphore(2 * THREADS);

  private BlockCompression() {}

  private static ThreadPoolExecutor pool() {
    var pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("wal-compress-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** An array for a whole block. */
  static byte[] block() {
    byte[] free = FREE.poll();
    if (free == null) {
      return new byte[Sealing.CHUNK_BYTES];
    }
    KEPT.release();
    return free;
  }

  /**
   * Compresses the first bytes of a block, which is not the caller's any more, on another thread.
   */
  static CompletableFuture<CompressedBytes> later(Sealing sealing, byte[] block, int length) {
    return CompletableFuture.supplyAsync(
        () -> {
          CompressedBytes compressed = sealing.compress(block, length);
          if (block.length == Sealing.CHUNK_BYTES && KEPT.tryAcquire()) {
            FREE.add(block);
          }
          return compressed;
        },
        POOL);
  }
}
