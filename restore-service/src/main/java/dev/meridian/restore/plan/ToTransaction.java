package dev.meridian.restore.plan;

import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.wal.TransactionEnd;
import java.util.Optional;

/**
 * Plans a restore to right before a transaction's commit, or right after it. Of several of the same
 * id, which PostgreSQL gives again after 4 billion, the newest is meant.
 */
record ToTransaction(Catalogue catalogue, Knowledge source, long transactionId, boolean including) {

  Outcome plan() {
    TimelineHistory line = Route.newestLine(catalogue, 1);
    return catalogue
        .findEnd(line, (int) transactionId)
        .map(this::to)
        .orElseGet(() -> unknown(line));
  }

  private Outcome to(TransactionEnd end) {
    if (!end.kind().isCommit()) {
      return new Outcome.Impossible(
          "transaction-rolled-back",
          "Transaction %d was rolled back at %s: no state of the server has it; the instant before is a target"
              .formatted(transactionId, end.at()));
    }
    return new ToPosition(
            catalogue,
            source,
            including ? end.end() : end.start(),
            "Transaction %d, committed at %s,".formatted(transactionId, end.at()))
        .plan();
  }

  private Outcome unknown(TimelineHistory line) {
    Optional<TransactionEnd> newest = catalogue.lastEnd(line);
    boolean mayCome =
        !source.ended() && newest.filter(end -> (int) transactionId - end.xid() < 0).isEmpty();
    return mayCome
        ? new Outcome.NotCoveredYet(
            newest.map(end -> "transaction " + Integer.toUnsignedLong(end.xid())).orElse("nothing"))
        : new Outcome.Impossible(
            "transaction-not-found",
            "The archive has no commit of a transaction %d; a subtransaction, or one that wrote nothing, has none of its own"
                .formatted(transactionId));
  }
}
