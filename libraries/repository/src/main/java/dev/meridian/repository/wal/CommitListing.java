package dev.meridian.repository.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.wal.TransactionEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Lists the commits of a range in the order of the log, whatever is missing of it, up to so many of
 * them. Only objects that have one are looked into: from one to the next the running states lead,
 * in ever larger steps and then by halves, however much log without a commit lies in between.
 *
 * @param parts what there is of the range, without overlaps
 */
record CommitListing(WalObjects objects, List<WalCatalog.Part> parts, Lsn from, Lsn to) {

  static CommitListing of(
      WalObjects objects, WalCatalog catalog, TimelineHistory line, Lsn from, Lsn to) {
    WalCoverage coverage = catalog.coverage();
    List<WalCatalog.Part> parts = new ArrayList<>();
    Optional<Lsn> next = Optional.of(from);
    while (next.filter(position -> position.isBefore(to)).isPresent()) {
      WalCatalog.Path path = catalog.path(line, next.get(), to);
      parts.addAll(path.parts());
      next = coverage.nextAfter(line, path.end());
    }
    return new CommitListing(objects, parts, from, to);
  }

  List<TransactionEnd> first(int most) {
    return TargetSearch.byTimeline(parts).stream().flatMap(this::commits).limit(most).toList();
  }

  private Stream<TransactionEnd> commits(List<WalCatalog.Part> timeline) {
    return Stream.iterate(
            firstWithCommit(timeline, 0),
            part -> part < timeline.size(),
            part -> firstWithCommit(timeline, part + 1))
        .flatMap(part -> commits(timeline.get(part)));
  }

  /** The first part, from a number on, by whose end a commit has ended in it or one before. */
  private int firstWithCommit(List<WalCatalog.Part> timeline, int first) {
    int size = timeline.size();
    if (first >= size) {
      return size;
    }
    Lsn begin = timeline.get(first).from();
    int low = first;
    int high = first;
    for (int step = 1; high < size && !hasPassedOne(timeline.get(high), begin); step *= 2) {
      low = high + 1;
      high = Math.min(size, high + step);
    }
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (hasPassedOne(timeline.get(middle), begin)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private boolean hasPassedOne(WalCatalog.Part part, Lsn begin) {
    TransactionEnd last = objects.open(part.object()).header().after().lastCommit();
    return last != null && begin.isBefore(last.end());
  }

  private Stream<TransactionEnd> commits(WalCatalog.Part part) {
    return objects.ends(objects.open(part.object())).stream()
        .filter(end -> end.kind().isCommit())
        .filter(end -> part.from().isBefore(end.end()) && !part.to().isBefore(end.end()))
        .filter(end -> !end.start().isBefore(from));
  }
}
