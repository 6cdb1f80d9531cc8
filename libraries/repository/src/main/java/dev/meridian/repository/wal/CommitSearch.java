package dev.meridian.repository.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import java.util.List;
import java.util.Optional;

/**
 * Finds the commits at the two ends of a range by the running states: the last one's place never
 * falls within a timeline. However much log there is without one, a few headers tell.
 *
 * @param parts the whole range
 */
record CommitSearch(WalObjects objects, List<WalCatalog.Part> parts, Lsn from, Lsn to) {

  /** The last commit whose record begins and ends in the range. */
  Optional<TransactionEnd> last() {
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    WalCatalog.Part part = parts.getLast();
    WalObjects.Opened opened = objects.open(part.object());
    RunningState state =
        part.cut() ? opened.header().before().plus(ends(part)) : opened.header().after();
    return Optional.ofNullable(state.lastCommit()).filter(this::isWithin);
  }

  /** The first commit whose record begins and ends in the range. */
  Optional<TransactionEnd> first() {
    return TargetSearch.byTimeline(parts).stream()
        .map(this::first)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<TransactionEnd> first(List<WalCatalog.Part> timeline) {
    int low = 0;
    int high = timeline.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (hasPassedOne(timeline.get(middle))) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    // The first one that was passed is of this timeline, or lies beyond where the line leaves it.
    return timeline.subList(low, timeline.size()).stream()
        .limit(1)
        .flatMap(part -> ends(part).stream())
        .filter(end -> end.kind().isCommit())
        .filter(this::isWithin)
        .findFirst();
  }

  private boolean hasPassedOne(WalCatalog.Part part) {
    TransactionEnd last = objects.open(part.object()).header().after().lastCommit();
    return last != null && !last.start().isBefore(from);
  }

  private List<TransactionEnd> ends(WalCatalog.Part part) {
    return objects.ends(objects.open(part.object())).stream()
        .filter(end -> !part.cut() || !part.to().isBefore(end.end()))
        .toList();
  }

  private boolean isWithin(TransactionEnd end) {
    return !end.start().isBefore(from) && !to.isBefore(end.end());
  }
}
