package dev.meridian.repository.backup;

import dev.meridian.repository.sealing.Effort;
import dev.meridian.repository.sealing.ObjectKind;
import dev.meridian.repository.sealing.SealedObject;
import dev.meridian.repository.sealing.Sealing;
import dev.meridian.repository.store.Store;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Turns a stream of bytes into packs: the caller's thread fills chunks, some threads seal them, one
 * writes them to the store in order. While a pack is made durable, the next one is begun. Memory is
 * bounded by a few chunks per thread.
 *
 * <p>For one thread at a time.
 */
final class PackWriter {

  static final int CHUNKS_PER_PACK = 64;

  private static final int PACKS_AT_ONCE = 2;

  /** So many chunks of a pack may be sealed and wait, besides those that are being sealed. */
  private static final int SEALED_AHEAD = 2;

  private final Store store;
  private final Sealing sealing;
  private final BackupNames names;
  private final UUID backup;
  private final int parallelism;
  private final Effort effort = new Effort();
  private final ExecutorService sealers;
  private final BlockingQueue<byte[]> spare;
  private final List<Pack> packs = new ArrayList<>();

  /** In the order they were begun. */
  private final Deque<PackUpload> underWay = new ArrayDeque<>();

  private byte[] buffer = new byte[Sealing.CHUNK_BYTES];
  private int filled;
  private int pack;
  private int chunk;

  /** The one that is filled, if a chunk of it was submitted. */
  private @Nullable PackUpload upload;

  PackWriter(Store store, Sealing sealing, BackupNames names, UUID backup, int parallelism) {
    this.store = store;
    this.sealing = sealing;
    this.names = names;
    this.backup = backup;
    this.parallelism = parallelism;
    this.sealers =
        Executors.newFixedThreadPool(
            parallelism, Thread.ofPlatform().daemon().name("backup-seal-", 0).factory());
    this.spare = new ArrayBlockingQueue<>(3 * parallelism + 2);
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
    awaitAllBut(0);
    sealers.shutdown();
    return List.copyOf(packs);
  }

  /** Stops; when it returns nothing writes to the store any more. */
  void stop() {
    sealers.shutdownNow();
    underWay.forEach(PackUpload::stop);
    boolean interrupted = false;
    while (!underWay.isEmpty()) {
      try {
        underWay.getFirst().awaitEnd();
        underWay.removeFirst();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void submit(boolean lastOfAll) {
    PackUpload into = upload == null ? begin() : upload;
    underWay.forEach(PackUpload::throwFailure);
    SealedObject object = into.object();
    byte[] content = buffer;
    int length = filled;
    int number = chunk;
    boolean last = lastOfAll || chunk == CHUNKS_PER_PACK - 1;
    Future<byte[]> sealed =
        sealers.submit(
            () -> {
              byte[] bytes = object.sealPages(number, last, content, length);
              spare.offer(content);
              return bytes;
            });
    into.put(sealed, length, last);
    byte[] next = spare.poll();
    buffer = next == null ? new byte[Sealing.CHUNK_BYTES] : next;
    filled = 0;
    chunk = last ? 0 : chunk + 1;
    pack = last ? pack + 1 : pack;
    upload = last ? null : into;
  }

  private PackUpload begin() {
    awaitAllBut(PACKS_AT_ONCE - 1);
    String name = names.pack(backup, pack);
    var begun =
        new PackUpload(
            store,
            name,
            backup,
            pack,
            sealing.create(name, ObjectKind.PACK, effort),
            parallelism + SEALED_AHEAD);
    underWay.addLast(begun);
    return begun;
  }

  private void awaitAllBut(int most) {
    while (underWay.size() > most) {
      packs.add(underWay.getFirst().await());
      underWay.removeFirst();
    }
  }
}
