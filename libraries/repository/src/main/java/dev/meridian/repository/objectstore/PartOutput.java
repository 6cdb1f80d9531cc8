package dev.meridian.repository.objectstore;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * An object's content on its way to a bucket. Memory is bounded by the part that fills and the
 * places that parts on their way take. Closed before it is complete, it leaves nothing.
 */
final class PartOutput extends OutputStream {

  private static final int FIRST_BYTES = 1 << 14;

  private final Bucket bucket;
  private final String key;
  private final Semaphore places;
  private final boolean replacing;
  private final List<Thread> senders = new ArrayList<>();
  private volatile @Nullable RuntimeException failure;

  private byte[] buffer = new byte[FIRST_BYTES];
  private int filled;
  private int parts;
  private Bucket.@Nullable Upload upload;

  /** The object is there already: its content is read to its end, and not sent. */
  private boolean there;

  private boolean completed;

  /**
   * @param places for parts on their way, shared with others
   * @param replacing whether an object that is there already is replaced
   */
  PartOutput(Bucket bucket, String key, Semaphore places, boolean replacing) {
    this.bucket = bucket;
    this.key = key;
    this.places = places;
    this.replacing = replacing;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    int left = there ? 0 : length;
    while (left > 0) {
      makeRoom(left);
      int count = Math.min(left, buffer.length - filled);
      System.arraycopy(bytes, from, buffer, filled, count);
      filled += count;
      from += count;
      left = there ? 0 : left - count;
    }
  }

  private void makeRoom(int wanted) {
    if (filled == BucketStore.PART_BYTES) {
      send();
    } else if (filled + wanted > buffer.length) {
      int size = Math.min(BucketStore.PART_BYTES, Math.max(2 * buffer.length, filled + wanted));
      buffer = Arrays.copyOf(buffer, size);
    }
  }

  /** Sends the full buffer while the next one fills. */
  private void send() {
    throwFailure();
    if (upload == null) {
      there = !replacing && bucket.size(key).isPresent();
      if (there) {
        filled = 0;
        return;
      }
      upload = bucket.upload(key, replacing);
    }
    Bucket.Upload to = upload;
    byte[] bytes = buffer;
    int length = filled;
    int number = ++parts;
    try {
      places.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("Writing " + key + " was interrupted");
    }
    senders.add(
        Thread.ofVirtual().name("part-", number).start(() -> send(to, number, bytes, length)));
    buffer = new byte[BucketStore.PART_BYTES];
    filled = 0;
  }

  private void send(Bucket.Upload to, int number, byte[] bytes, int length) {
    try {
      if (failure == null) {
        to.part(number, bytes, length);
      }
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      places.release();
    }
  }

  private void throwFailure() {
    RuntimeException thrown = failure;
    if (thrown != null) {
      throw thrown;
    }
  }

  /** Sends the rest and creates the object; whether it wasn't there before. */
  boolean complete() {
    completed = true;
    if (there) {
      return false;
    }
    if (upload == null) {
      return putAtOnce();
    }
    completed = false;
    if (filled > 0) {
      send();
    }
    await();
    throwFailure();
    boolean created = upload.complete();
    completed = true;
    if (!created) {
      abort(upload);
    }
    return created;
  }

  private boolean putAtOnce() {
    if (replacing) {
      bucket.replace(key, buffer, filled);
      return true;
    }
    return bucket.put(key, buffer, filled);
  }

  private void await() {
    boolean interrupted = false;
    for (Thread sender : senders) {
      while (sender.isAlive()) {
        try {
          sender.join();
        } catch (InterruptedException e) {
          interrupted = true;
          senders.forEach(Thread::interrupt);
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (!completed && upload != null) {
      senders.forEach(Thread::interrupt);
      await();
      abort(upload);
    }
  }

  /** On a thread of its own: that of an interrupted caller could not call. */
  private static void abort(Bucket.Upload begun) {
    Thread aborting = Thread.ofVirtual().name("abort-upload").start(begun::abort);
    boolean interrupted = Thread.interrupted();
    try {
      aborting.join();
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
