package dev.meridian.repository.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.wal.TransactionEnd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first transaction end after an instant by binary search over the running maxima: a
 * header is read per step, and the index of the object found.
 */
final class TargetSearch {

  private final WalObjects objects;
  private final WalCatalog catalog;
  private final TimelineHistory line;
  private final Lsn from;
  private final Instant target;
  private final Map<WalRange, WalObjects.Opened> opened = new HashMap<>();

  TargetSearch(
      WalObjects objects, WalCatalog catalog, TimelineHistory line, Lsn from, Instant target) {
    this.objects = objects;
    this.catalog = catalog;
    this.line = line;
    this.from = from;
    this.target = target;
  }

  TargetResolution run() {
    WalCatalog.Path path = catalog.path(line, from, LineSpan.END_OF_LOG);
    for (List<WalCatalog.Part> timeline : byTimeline(path.parts())) {
      Optional<TargetResolution> found = search(timeline);
      if (found.isPresent()) {
        return found.get();
      }
    }
    return notReached(path);
  }

  /** Within a timeline's parts the running maximum never falls; from one to the next it may. */
  static List<List<WalCatalog.Part>> byTimeline(List<WalCatalog.Part> parts) {
    List<List<WalCatalog.Part>> groups = new ArrayList<>();
    for (WalCatalog.Part part : parts) {
      if (groups.isEmpty()
          || groups.getLast().getLast().object().timeline() != part.object().timeline()) {
        groups.add(new ArrayList<>());
      }
      groups.getLast().add(part);
    }
    return groups;
  }

  private Optional<TargetResolution> search(List<WalCatalog.Part> parts) {
    int low = 0;
    int high = parts.size() - 1;
    if (!passes(parts.get(high))) {
      return Optional.empty();
    }
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (passes(parts.get(middle))) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    // Usually the first one has it. Not so when the clock had been later before the search begins.
    for (int next = low; next < parts.size(); next++) {
      Optional<TargetResolution> found = searchIn(parts.get(next));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private boolean passes(WalCatalog.Part part) {
    return open(part).header().after().maximum() > floorMicros(target);
  }

  /** A time in whole microseconds is after the target when it is after the target's floor. */
  private static long floorMicros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1000);
  }

  private Optional<TargetResolution> searchIn(WalCatalog.Part part) {
    TransactionEnd lastCommit = null;
    for (TransactionEnd end : ends(part)) {
      if (end.at().isAfter(target)) {
        Optional<TransactionEnd> before =
            lastCommit == null
                ? fromOn(open(part).header().before().lastCommit())
                : Optional.of(lastCommit);
        return Optional.of(new TargetResolution.Reached(end, before));
      }
      lastCommit = end.kind().isCommit() ? end : lastCommit;
    }
    return Optional.empty();
  }

  /** The part's transaction ends that begin where the search does or later and are in the line. */
  private List<TransactionEnd> ends(WalCatalog.Part part) {
    return objects.ends(open(part)).stream()
        .filter(end -> !end.start().isBefore(from))
        .filter(end -> !part.cut() || !part.to().isBefore(end.end()))
        .toList();
  }

  private Optional<TransactionEnd> fromOn(@Nullable TransactionEnd end) {
    return Optional.ofNullable(end).filter(some -> !some.start().isBefore(from));
  }

  private TargetResolution notReached(WalCatalog.Path path) {
    if (path.parts().isEmpty()) {
      return new TargetResolution.NotReached(
          path.end(), Optional.empty(), Optional.empty(), gapAt(path.end()));
    }
    WalCatalog.Part last = path.parts().getLast();
    WalHeader header = open(last).header();
    RunningState state = last.cut() ? header.before().plus(ends(last)) : header.after();
    return new TargetResolution.NotReached(
        path.end(), fromOn(state.lastCommit()), fromOn(state.lastEnd()), gapAt(path.end()));
  }

  private Optional<WalRange> gapAt(Lsn position) {
    int timeline = line.timelineAt(position);
    return catalog.of(timeline).stream()
        .map(WalRange::start)
        .filter(position::isBefore)
        .findFirst()
        .map(next -> new WalRange(timeline, position, next));
  }

  private WalObjects.Opened open(WalCatalog.Part part) {
    return opened.computeIfAbsent(part.object(), objects::open);
  }
}
