package dev.meridian.repository.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.sealing.ChunkReader;
import dev.meridian.repository.sealing.Sealing;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.RepositoryException;
import dev.meridian.repository.store.Store;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Merges neighbouring WAL objects, one merge at a time, on the threads it is given. */
final class WalMerger implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WalMerger.class);
  private static final int UNKNOWN = -1;

  private final Store store;
  private final Sealing sealing;
  private final WalNames names;
  private final WalObjects objects;
  private final ExecutorService executor;
  private final Map<Integer, Timeline> timelines = new HashMap<>();

  /**
   * What is not settled of a timeline. Generations of objects that were found are read when needed.
   */
  private static final class Timeline {
    final Map<WalRange, Integer> unmerged = new LinkedHashMap<>();
    Lsn end = Lsn.ZERO;
    boolean scheduled;
  }

  WalMerger(
      Store store, Sealing sealing, WalNames names, WalObjects objects, ExecutorService executor) {
    this.store = store;
    this.sealing = sealing;
    this.names = names;
    this.objects = objects;
    this.executor = executor;
  }

  synchronized void added(WalRange range) {
    Timeline timeline = timeline(range.timeline());
    timeline.unmerged.put(range, 0);
    timeline.end = max(timeline.end, range.end());
  }

  /** Takes over what an earlier writer left. */
  synchronized void found(int timeline, Collection<WalRange> ranges) {
    Timeline known = timeline(timeline);
    for (WalRange range : ranges) {
      known.end = max(known.end, range.end());
      if (range.length() < WalArchiveWriter.SPAN_BYTES) {
        known.unmerged.put(range, UNKNOWN);
      } else {
        known.unmerged.put(range, 1);
      }
    }
  }

  /** Merges what is due of a timeline, some time later. */
  synchronized void mergeLater(int timeline) {
    Timeline known = timeline(timeline);
    if (!known.scheduled && !executor.isShutdown()) {
      known.scheduled = true;
      executor.execute(() -> mergeAll(timeline));
    }
  }

  private void mergeAll(int timeline) {
    synchronized (this) {
      timeline(timeline).scheduled = false;
    }
    try {
      while (mergeNext(timeline)) {
        // Until nothing is due.
      }
    } catch (MissingObject e) {
      LOG.info("WAL objects were merged or deleted by another writer: {}", e.getMessage());
      reload(timeline);
    } catch (DamagedObject e) {
      LOG.error("A WAL object cannot be merged, and stays as it is: {}", e.getMessage());
      forget(timeline, e.object());
    } catch (RepositoryException e) {
      LOG.warn("Merging of WAL objects is put off: {}", e.getMessage());
    }
  }

  /** Whether there may be more to merge. */
  private boolean mergeNext(int timeline) {
    MergePlan plan = plan(timeline);
    delete(timeline, plan.delete());
    synchronized (this) {
      plan.settled().forEach(item -> timeline(timeline).unmerged.remove(item.range()));
    }
    if (plan.merge().isEmpty()) {
      return false;
    }
    merge(timeline, plan.merge());
    return true;
  }

  private MergePlan plan(int timeline) {
    Map<WalRange, Integer> unmerged;
    Lsn end;
    synchronized (this) {
      unmerged = new LinkedHashMap<>(timeline(timeline).unmerged);
      end = timeline(timeline).end;
    }
    List<MergePlan.Item> items = new ArrayList<>();
    unmerged.forEach(
        (range, known) -> items.add(new MergePlan.Item(range, generation(range, known))));
    return MergePlan.of(items, end);
  }

  private int generation(WalRange range, int known) {
    if (known != UNKNOWN) {
      return known;
    }
    int generation = objects.open(range).header().generation();
    synchronized (this) {
      timeline(range.timeline()).unmerged.replace(range, generation);
    }
    return generation;
  }

  private void merge(int timeline, List<MergePlan.Item> items) {
    WalRange first = items.getFirst().range();
    var range = new WalRange(timeline, first.start(), items.getLast().range().end());
    int generation = 1 + items.stream().mapToInt(MergePlan.Item::generation).max().orElse(0);
    String name = names.object(range);
    var builder =
        new WalObjectBuilder(
            sealing, name, range, generation, objects.open(first).header().before());
    for (MergePlan.Item item : items) {
      add(builder, item.range());
    }
    store.putIfAbsent(name, builder.content());
    synchronized (this) {
      timeline(timeline).unmerged.put(range, generation);
    }
    delete(timeline, items);
  }

  private void add(WalObjectBuilder builder, WalRange range) {
    WalObjects.Opened opened = objects.open(range);
    builder.addEnds(objects.ends(opened));
    long skip = builder.position().minus(range.start());
    try (ChunkReader blocks = objects.blocks(opened, (int) (skip / Sealing.CHUNK_BYTES))) {
      int from = (int) (skip % Sealing.CHUNK_BYTES);
      while (builder.position().isBefore(range.end())) {
        byte[] block = blocks.next().content();
        builder.add(block, from, block.length - from);
        from = 0;
      }
    }
  }

  private void delete(int timeline, List<MergePlan.Item> items) {
    if (!items.isEmpty()) {
      store.delete(items.stream().map(item -> names.object(item.range())).toList());
      synchronized (this) {
        items.forEach(item -> timeline(timeline).unmerged.remove(item.range()));
      }
    }
  }

  private void reload(int timeline) {
    try {
      List<WalRange> listed = WalCatalog.list(store, names, timeline);
      synchronized (this) {
        timeline(timeline).unmerged.clear();
        found(timeline, listed);
      }
    } catch (RepositoryException e) {
      LOG.warn("WAL objects could not be listed: {}", e.getMessage());
    }
  }

  private synchronized void forget(int timeline, String object) {
    timeline(timeline).unmerged.keySet().removeIf(range -> names.object(range).equals(object));
  }

  private Timeline timeline(int timeline) {
    return timelines.computeIfAbsent(timeline, t -> new Timeline());
  }

  private static Lsn max(Lsn one, Lsn other) {
    return one.isBefore(other) ? other : one;
  }

  @Override
  public void close() {
    executor.close();
  }
}
