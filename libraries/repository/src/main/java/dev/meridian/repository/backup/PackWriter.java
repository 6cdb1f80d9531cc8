package dev.meridian.repository.backup;

import dev.meridian.repository.sealing.Effort;
import dev.meridian.repository.sealing.ObjectKind;
import dev.meridian.repository.sealing.SealedObject;
import dev.meridian.repository.sealing.Sealing;
import dev.meridian.repository.store.Store;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Turns a stream of bytes into packs: the caller's thread fills chunks, some threads seal them, one
 * writes them to the store in order. Memory is bounded by a few chunks per thread.
 *
 * <p>For one thread at a time.
 */
final class PackWriter {

  static final int CHUNKS_PER_PACK = 64;

  private final Store store;
  private final Sealing sealing;
  private final BackupNames names;
  private final UUID backup;
  private final Effort effort = new Effort();
  private final ExecutorService sealers;
  private final BlockingQueue<Step> steps;
  private final BlockingQueue<byte[]> spare;
  private final Thread storing;
  private final List<Pack> packs = new ArrayList<>();
  private volatile @Nullable Throwable failure;

  private byte[] buffer = new byte[Sealing.CHUNK_BYTES];
  private int filled;
  private int pack;
  private int chunk;
  private @Nullable SealedObject object;

  PackWriter(Store store, Sealing sealing, BackupNames names, UUID backup, int parallelism) {
    this.store = store;
    this.sealing = sealing;
    this.names = names;
    this.backup = backup;
    this.sealers =
        Executors.newFixedThreadPool(
            parallelism, Thread.ofPlatform().daemon().name("backup-seal-", 0).factory());
    this.steps = new ArrayBlockingQueue<>(2 * parallelism);
    this.spare = new ArrayBlockingQueue<>(3 * parallelism + 2);
    this.storing = Thread.ofVirtual().name("backup-store").start(this::store);
  }

  /** Writes bytes, and says where they lie. */
  void write(byte[] bytes, int offset, int length, ExtentList to) {
    int from = offset;
    int left = length;
    while (left > 0) {
      if (filled == buffer.length) {
        submit(false);
      }
      int count = Math.min(left, buffer.length - filled);
      to.add(new Extent(pack, (long) chunk * Sealing.CHUNK_BYTES + filled, count));
      System.arraycopy(bytes, from, buffer, filled, count);
      filled += count;
      from += count;
      left -= count;
    }
  }

  /** Writes what is left, waits until all is durable, and tells the packs. */
  List<Pack> finish() {
    if (filled > 0) {
      submit(true);
    }
    put(Step.END);
    try {
      storing.join();
    } catch (InterruptedException e) {
      throw interrupted();
    }
    sealers.shutdown();
    throwFailure();
    return List.copyOf(packs);
  }

  /** Stops; when it returns nothing writes to the store any more. */
  void stop() {
    if (failure == null) {
      failure = new CancellationException("The backup was abandoned");
    }
    sealers.shutdownNow();
    storing.interrupt();
    boolean interrupted = false;
    while (storing.isAlive()) {
      try {
        storing.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void submit(boolean lastOfAll) {
    throwFailure();
    if (object == null) {
      object = sealing.create(names.pack(backup, pack), ObjectKind.PACK, effort);
    }
    SealedObject into = object;
    byte[] content = buffer;
    int length = filled;
    int number = chunk;
    boolean last = lastOfAll || chunk == CHUNKS_PER_PACK - 1;
    Future<byte[]> sealed =
        sealers.submit(
            () -> {
              byte[] bytes = into.seal(number, last, content, length);
              spare.offer(content);
              return bytes;
            });
    put(new Step(pack, into, sealed, length, last));
    byte[] next = spare.poll();
    buffer = next == null ? new byte[Sealing.CHUNK_BYTES] : next;
    filled = 0;
    chunk = last ? 0 : chunk + 1;
    if (last) {
      pack++;
      object = null;
    }
  }

  private void put(Step step) {
    try {
      while (!steps.offer(step, 100, TimeUnit.MILLISECONDS)) {
        throwFailure();
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static CancellationException interrupted() {
    Thread.currentThread().interrupt();
    return new CancellationException("The backup was interrupted");
  }

  private void throwFailure() {
    Throwable thrown = failure;
    switch (thrown) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException("The backup could not be stored", thrown);
    }
  }

  private void store() {
    try {
      for (Step step = steps.take(); step != Step.END; step = steps.take()) {
        storePack(step);
      }
    } catch (Throwable e) {
      if (failure == null) {
        failure = e instanceof StoringFailed failed ? failed.getCause() : e;
      }
    }
  }

  private void storePack(Step first) {
    String name = names.pack(backup, first.pack());
    List<Integer> chunks = new ArrayList<>();
    long[] size = {0};
    boolean created = store.putIfAbsent(name, sink -> size[0] = writePack(first, sink, chunks));
    if (!created) {
      throw new IllegalStateException("There is an object of that name already: " + name);
    }
    long stored = Sealing.PREAMBLE_BYTES + chunks.stream().mapToLong(Integer::longValue).sum();
    packs.add(new Pack(first.pack(), backup, first.pack(), size[0], stored, chunks));
  }

  private long writePack(Step first, OutputStream sink, List<Integer> chunks) throws IOException {
    sink.write(first.object().preamble());
    long size = 0;
    for (Step step = first; ; step = next()) {
      byte[] stored = sealed(step);
      sink.write(stored);
      chunks.add(stored.length);
      size += step.length();
      if (step.last()) {
        return size;
      }
    }
  }

  private Step next() {
    try {
      return steps.take();
    } catch (InterruptedException e) {
      throw new StoringFailed(e);
    }
  }

  private static byte[] sealed(Step step) {
    try {
      return step.sealed().get();
    } catch (InterruptedException e) {
      throw new StoringFailed(e);
    } catch (ExecutionException e) {
      throw new StoringFailed(e.getCause());
    }
  }

  /** A chunk on its way; with {@link #END} instead the last one has been before. */
  private record Step(
      int pack, SealedObject object, Future<byte[]> sealed, int length, boolean last) {

    @SuppressWarnings("NullAway") // Only compared, never read.
    static final Step END = new Step(-1, null, null, 0, true);
  }

  /** Carries a failure out of a store that knows nothing of it. */
  private static final class StoringFailed extends RuntimeException {

    StoringFailed(@Nullable Throwable cause) {
      super(cause);
    }
  }
}
