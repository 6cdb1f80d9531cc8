package dev.meridian.restore.plan;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.wal.TransactionEnd;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Looks for commits and aborts in a range of the log that is there, from its nearer end on. */
record Commits(Catalogue catalogue, TimelineHistory line, Lsn from, Lsn to) {

  private static final long FIRST = 1L << 20;
  private static final long WIDEST = 64L << 20;

  /** The last one of the range. */
  Optional<TransactionEnd> last(Predicate<TransactionEnd> wanted) {
    Lsn end = to;
    for (long width = FIRST; from.isBefore(end); width = wider(width)) {
      Lsn start = end.minus(from) > width ? end.plus(-width) : from;
      List<TransactionEnd> found = catalogue.ends(line, start, end);
      Optional<TransactionEnd> last =
          found.reversed().stream().filter(this::isWithin).filter(wanted).findFirst();
      if (last.isPresent()) {
        return last;
      }
      end = start;
    }
    return Optional.empty();
  }

  /** The first one of the range. */
  Optional<TransactionEnd> first(Predicate<TransactionEnd> wanted) {
    Lsn start = from;
    for (long width = FIRST; start.isBefore(to); width = wider(width)) {
      Lsn end = to.minus(start) > width ? start.plus(width) : to;
      Optional<TransactionEnd> first =
          catalogue.ends(line, start, end).stream()
              .filter(this::isWithin)
              .filter(wanted)
              .findFirst();
      if (first.isPresent()) {
        return first;
      }
      start = end;
    }
    return Optional.empty();
  }

  /** The last commit of the range. */
  Optional<TransactionEnd> lastCommit() {
    return last(end -> end.kind().isCommit());
  }

  private boolean isWithin(TransactionEnd end) {
    return !to.isBefore(end.end());
  }

  private static long wider(long width) {
    return Math.min(2 * width, WIDEST);
  }
}
