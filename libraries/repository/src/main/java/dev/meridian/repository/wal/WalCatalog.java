package dev.meridian.repository.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoredObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The WAL objects that there were at one moment, and which of them to read.
 *
 * @param objects by timeline; by start, and of one start the longest first
 * @param cutShort those of them that are shorter than any object of so much log
 */
record WalCatalog(Map<Integer, List<WalRange>> objects, Set<WalRange> cutShort) {

  private static final Comparator<WalRange> ORDER =
      Comparator.comparing(WalRange::start)
          .thenComparing(Comparator.comparing(WalRange::end).reversed());

  /** An object, and up to where it is to be read. */
  record Part(WalRange object, Lsn from, Lsn to) {

    /** Whether its last bytes belong to another line of descent. */
    boolean cut() {
      return to.isBefore(object.end());
    }
  }

  /** Parts that follow each other without a gap, and where they end. */
  record Path(List<Part> parts, Lsn end) {}

  static WalCatalog list(Store store, WalNames names) {
    Map<Integer, List<WalRange>> objects = new TreeMap<>();
    Set<WalRange> cutShort = new HashSet<>();
    for (String folder : store.list(names.folder()).folders()) {
      WalNames.timeline(folder)
          .ifPresent(
              timeline -> {
                Map<WalRange, Long> sizes = sizes(store, names, timeline);
                objects.put(timeline, sizes.keySet().stream().sorted(ORDER).toList());
                sizes.forEach(
                    (range, size) -> {
                      if (size < WalObjects.leastStored(range)) {
                        cutShort.add(range);
                      }
                    });
              });
    }
    return new WalCatalog(objects, cutShort);
  }

  static List<WalRange> list(Store store, WalNames names, int timeline) {
    return sizes(store, names, timeline).keySet().stream().sorted(ORDER).toList();
  }

  /** What the objects take that lie wholly before a position. */
  static long bytesBefore(Store store, WalNames names, Lsn position) {
    return store.list(names.folder()).folders().stream()
        .flatMap(folder -> WalNames.timeline(folder).stream())
        .flatMap(timeline -> sizes(store, names, timeline).entrySet().stream())
        .filter(object -> !position.isBefore(object.getKey().end()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static Map<WalRange, Long> sizes(Store store, WalNames names, int timeline) {
    Map<WalRange, Long> sizes = new HashMap<>();
    for (StoredObject object : store.list(names.folder(timeline)).objects()) {
      WalNames.range(timeline, object.lastPart())
          .ifPresent(range -> sizes.put(range, object.size()));
    }
    return sizes;
  }

  List<WalRange> of(int timeline) {
    return objects.getOrDefault(timeline, List.of());
  }

  WalCoverage coverage() {
    return WalCoverage.of(objects.values().stream().flatMap(List::stream).toList());
  }

  /**
   * Covers a line of descent from {@code from} as far as there is no gap, but not past {@code to}.
   */
  Path path(TimelineHistory line, Lsn from, Lsn to) {
    List<Part> parts = new ArrayList<>();
    Lsn position = from;
    for (LineSpan span : LineSpan.of(line)) {
      Lsn end = to.isBefore(span.end()) ? to : span.end();
      if (position.isBefore(end)) {
        position = cover(span.timeline(), position, end, parts);
        if (position.isBefore(end)) {
          break;
        }
      }
    }
    return new Path(parts, position);
  }

  /**
   * The parts of a range.
   *
   * @throws WalGap when not all of it is there
   */
  List<Part> whole(TimelineHistory line, Lsn from, Lsn to) {
    Path path = path(line, from, to);
    if (path.end().isBefore(to)) {
      throw new WalGap(new WalRange(line.timelineAt(path.end()), path.end(), to));
    }
    return path.parts();
  }

  /** Of all objects that begin at or before the position, takes the one that ends last. */
  private Lsn cover(int timeline, Lsn from, Lsn to, List<Part> parts) {
    Lsn position = from;
    WalRange best = null;
    for (WalRange object : of(timeline)) {
      if (position.isBefore(object.start())) {
        position = take(best, position, to, parts);
        if (position.isBefore(object.start()) || !position.isBefore(to)) {
          return position;
        }
      }
      if (position.isBefore(object.end()) && (best == null || best.end().isBefore(object.end()))) {
        best = object;
      }
    }
    return take(best, position, to, parts);
  }

  private static Lsn take(@Nullable WalRange object, Lsn from, Lsn to, List<Part> parts) {
    if (object == null || !from.isBefore(object.end()) || !from.isBefore(to)) {
      return from;
    }
    Lsn end = to.isBefore(object.end()) ? to : object.end();
    parts.add(new Part(object, from, end));
    return end;
  }
}
