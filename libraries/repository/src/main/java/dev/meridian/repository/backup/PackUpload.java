package dev.meridian.repository.backup;

import static java.util.Objects.requireNonNull;

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
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A pack on its way into the store, by a thread of its own: its chunks are written in order, as
 * they are sealed. All other methods are for the one thread that fills it.
 */
final class PackUpload {

  private final Store store;
  private final String name;
  private final UUID backup;
  private final int number;
  private final SealedObject object;
  private final BlockingQueue<Step> steps;
  private final Thread storing;
  private volatile @Nullable Throwable failure;
  private volatile @Nullable Pack stored;

  /**
   * Begins.
   *
   * @param ahead how many chunks may wait for being written
   */
  PackUpload(Store store, String name, UUID backup, int number, SealedObject object, int ahead) {
    this.store = store;
    this.name = name;
    this.backup = backup;
    this.number = number;
    this.object = object;
    this.steps = new ArrayBlockingQueue<>(ahead);
    this.storing = Thread.ofVirtual().name("backup-store-" + number).start(this::store);
  }

  /** What its chunks are sealed by. */
  SealedObject object() {
    return object;
  }

  /**
   * The next chunk, as soon as there is room for it.
   *
   * @param length of its content
   * @param last whether the pack is complete with it
   */
  void put(Future<byte[]> sealed, int length, boolean last) {
    try {
      var step = new Step(sealed, length, last);
      while (!steps.offer(step, 100, TimeUnit.MILLISECONDS)) {
        throwFailure();
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /** Waits until it is durable. Its last chunk was put before. */
  Pack await() {
    try {
      storing.join();
    } catch (InterruptedException e) {
      throw interrupted();
    }
    throwFailure();
    return requireNonNull(stored);
  }

  /** Throws what it failed by, if it did. */
  void throwFailure() {
    Throwable thrown = failure;
    switch (thrown) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException("The backup could not be stored", thrown);
    }
  }

  /** Gives it up; {@link #awaitEnd} waits until nothing is written any more. */
  void stop() {
    if (failure == null) {
      failure = new CancellationException("The backup was abandoned");
    }
    storing.interrupt();
  }

  void awaitEnd() throws InterruptedException {
    storing.join();
  }

  private static CancellationException interrupted() {
    Thread.currentThread().interrupt();
    return new CancellationException("The backup was interrupted");
  }

  private void store() {
    try {
      stored = storePack();
    } catch (Throwable e) {
      if (failure == null) {
        failure = e instanceof StoringFailed failed ? failed.getCause() : e;
      }
    }
  }

  private Pack storePack() {
    List<Integer> chunks = new ArrayList<>();
    long[] size = {0};
    boolean created = store.putIfAbsent(name, sink -> size[0] = write(sink, chunks));
    if (!created) {
      throw new IllegalStateException("There is an object of that name already: " + name);
    }
    long bytes = Sealing.PREAMBLE_BYTES + chunks.stream().mapToLong(Integer::longValue).sum();
    return new Pack(number, backup, number, size[0], bytes, chunks);
  }

  private long write(OutputStream sink, List<Integer> chunks) throws IOException {
    sink.write(object.preamble());
    long size = 0;
    while (true) {
      Step step = next();
      byte[] sealed = sealed(step);
      sink.write(sealed);
      chunks.add(sealed.length);
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

  /** A chunk on its way. */
  private record Step(Future<byte[]> sealed, int length, boolean last) {}

  /** Carries a failure out of a store that knows nothing of it. */
  private static final class StoringFailed extends RuntimeException {

    StoringFailed(@Nullable Throwable cause) {
      super(cause);
    }
  }
}
