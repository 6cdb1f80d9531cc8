package dev.meridian.repository.wal;

import dev.meridian.postgres.wal.TransactionEnd;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What has been seen of transaction ends since the beginning of the archive.
 *
 * @param maximum the latest of their times, in microseconds since 1970; {@link Long#MIN_VALUE} for
 *     none
 * @param lastEnd the last one
 * @param lastCommit the last one that is a commit
 */
record RunningState(
    long maximum, @Nullable TransactionEnd lastEnd, @Nullable TransactionEnd lastCommit) {

  static final RunningState EMPTY = new RunningState(Long.MIN_VALUE, null, null);

  RunningState plus(TransactionEnd end) {
    return new RunningState(
        Math.max(maximum, EndFormat.micros(end.at())),
        end,
        end.kind().isCommit() ? end : lastCommit);
  }

  RunningState plus(Collection<TransactionEnd> ends) {
    RunningState state = this;
    for (TransactionEnd end : ends) {
      state = state.plus(end);
    }
    return state;
  }
}
