package dev.meridian.repository.wal;

import dev.meridian.postgres.Lsn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What to do next with a timeline's unmerged objects. Pure.
 *
 * @param merge the objects to make one of, in order; none when there is nothing to merge
 * @param delete objects that lie wholly in another one
 * @param settled objects that nothing is left to do for
 */
record MergePlan(List<Item> merge, List<Item> delete, List<Item> settled) {

  /** So many neighbours of a generation are merged. */
  static final int FAN_IN = 32;

  /** Objects of a finished span that hold so much on average stay as they are. */
  static final long LARGE_BYTES = 2L << 20;

  /**
   * An object.
   *
   * @param generation how many times its bytes were merged
   */
  record Item(WalRange range, int generation) {}

  static MergePlan of(List<Item> items, Lsn archiveEnd) {
    List<Item> sorted = new ArrayList<>(items);
    sorted.sort(
        Comparator.comparing((Item item) -> item.range().start())
            .thenComparing(Comparator.comparing((Item item) -> item.range().end()).reversed()));
    List<Item> contained = new ArrayList<>();
    List<Item> settled = new ArrayList<>();
    for (List<Item> run : runs(sorted, contained)) {
      Lsn spanEnd =
          new Lsn(
              (run.getFirst().range().start().position() & -WalArchiveWriter.SPAN_BYTES)
                  + WalArchiveWriter.SPAN_BYTES);
      if (!archiveEnd.isBefore(spanEnd)) {
        if (run.size() > 1 && !areLarge(run)) {
          return new MergePlan(run, contained, settled);
        }
        settled.addAll(run);
      } else {
        Optional<List<Item>> due = sameGeneration(run);
        if (due.isPresent()) {
          return new MergePlan(due.get(), contained, settled);
        }
      }
    }
    return new MergePlan(List.of(), contained, settled);
  }

  /** What a server writes fast comes in large pieces: to rewrite those would cost most. */
  private static boolean areLarge(List<Item> run) {
    long length = run.getLast().range().end().minus(run.getFirst().range().start());
    return length >= run.size() * LARGE_BYTES;
  }

  /** Objects of one span that follow each other without a gap, without the contained ones. */
  private static List<List<Item>> runs(List<Item> sorted, List<Item> contained) {
    List<List<Item>> runs = new ArrayList<>();
    Lsn end = Lsn.ZERO;
    for (Item item : sorted) {
      if (!runs.isEmpty() && !end.isBefore(item.range().end())) {
        contained.add(item);
        continue;
      }
      boolean follows =
          !runs.isEmpty()
              && !end.isBefore(item.range().start())
              && span(runs.getLast().getFirst()) == span(item);
      if (!follows) {
        runs.add(new ArrayList<>());
      }
      runs.getLast().add(item);
      end = item.range().end();
    }
    return runs;
  }

  private static Optional<List<Item>> sameGeneration(List<Item> run) {
    int from = 0;
    for (int to = 1; to <= run.size(); to++) {
      if (to - from == FAN_IN) {
        return Optional.of(run.subList(from, to));
      }
      if (to < run.size() && run.get(to).generation() != run.get(from).generation()) {
        from = to;
      }
    }
    return Optional.empty();
  }

  private static long span(Item item) {
    return item.range().start().position() & -WalArchiveWriter.SPAN_BYTES;
  }
}
