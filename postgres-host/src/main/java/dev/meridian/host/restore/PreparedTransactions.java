package dev.meridian.host.restore;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The transactions that the log prepares, as it is placed. As no restart point is made, PostgreSQL
 * has nothing of them but where their records are, and reads these again: at a checkpoint of a
 * shutdown, and at the end of recovery (PostgreSQL, {@code PrescanPreparedTransactions} in {@code
 * twophase.c}). So that log stays until replay has passed their ends. For one thread.
 */
final class PreparedTransactions {

  /** Of one that has ended: where its record begins, and where that of its end does. */
  private record Ended(Lsn from, Lsn end) {}

  private final Map<Integer, Lsn> open = new HashMap<>();
  private final List<Ended> ended = new ArrayList<>();
  private @Nullable Lsn unknown;

  /** A record that prepares one. */
  void begin(Lsn record, int xid) {
    open.put(xid, record);
  }

  /** A transaction's end, prepared or not. */
  void end(TransactionEnd end) {
    Lsn from = open.remove(end.xid());
    if (from != null) {
      ended.add(new Ended(from, end.start()));
    }
  }

  /** From here on, any record may prepare one: that isn't known. */
  void unknownFrom(Lsn position) {
    unknown = unknown == null || position.isBefore(unknown) ? position : unknown;
  }

  /** The log comes again from its beginning. */
  void forget() {
    open.clear();
    ended.clear();
    unknown = null;
  }

  /**
   * Where the first record begins that is read again.
   *
   * @param replayed all before it was
   */
  Optional<Lsn> firstNeeded(Lsn replayed) {
    ended.removeIf(each -> each.end().isBefore(replayed));
    return Stream.of(
            open.values().stream(), ended.stream().map(Ended::from), Stream.ofNullable(unknown))
        .flatMap(each -> each)
        .min(Lsn::compareTo);
  }
}
