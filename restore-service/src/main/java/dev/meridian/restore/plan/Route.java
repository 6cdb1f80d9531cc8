package dev.meridian.restore.plan;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.wal.BackupEnd;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A way to restore: a backup, and the line of descent that the log after it is replayed along.
 *
 * @param line the one that the server is on now, if the backup lies on it
 */
record Route(Catalogue catalogue, Knowledge source, BackupSummary backup, TimelineHistory line) {

  static Route from(Catalogue catalogue, Knowledge source, BackupSummary backup) {
    return new Route(catalogue, source, backup, lineFrom(catalogue, backup.facts()));
  }

  /** The line of descent that the server is on now, or the backup's own where it isn't on that. */
  static TimelineHistory lineFrom(Catalogue catalogue, BackupFacts backup) {
    TimelineHistory newest = newestLine(catalogue, backup.timeline());
    return backup.liesOn(newest) ? newest : catalogue.history(backup.timeline());
  }

  /** The newest backup that a restore to an instant can begin with. */
  static Optional<BackupSummary> newestBy(Catalogue catalogue, Instant at) {
    return catalogue.backups().reversed().stream()
        .filter(backup -> !backup.facts().stoppedAt().isAfter(at))
        .filter(backup -> !catalogue.restorableFrom(backup).isAfter(at))
        .findFirst();
  }

  /** The line of descent that the server is on now. */
  static TimelineHistory newestLine(Catalogue catalogue, int atLeast) {
    int newest =
        catalogue.coverage().timelines().stream().max(Comparator.naturalOrder()).orElse(atLeast);
    return catalogue.history(Math.max(newest, atLeast));
  }

  /** Whether it isn't known how the newest timeline follows the others that there are. */
  static boolean lacksHistory(Catalogue catalogue) {
    return catalogue.coverage().timelines().size() > 1
        && newestLine(catalogue, 1).branches().isEmpty();
  }

  /**
   * A restore that ends right after a commit.
   *
   * @param lastCommit empty for the backup's own end
   * @param asked the instant that was asked for, if one was
   */
  Outcome endingAt(Optional<TransactionEnd> lastCommit, @Nullable Instant asked) {
    BackupFacts facts = backup.facts();
    Lsn from = facts.firstNeeded();
    Lsn to = lastCommit.map(TransactionEnd::end).orElse(facts.stop());
    Lsn unbroken = catalogue.coverage().unbrokenFrom(line, from);
    if (unbroken.isBefore(to)) {
      return new Outcome.Impossible(
          "wal-missing",
          "The archive lacks write-ahead log after %s that replay from backup %s to %s needs"
              .formatted(unbroken, backup.id(), to));
    }
    Optional<TransactionEnd> included = lastCommit.or(this::commitDuring);
    Plan plan =
        new Plan(
            source.serverId(),
            source.region(),
            backup.id(),
            facts.postgresMajor(),
            line.timelineAt(to.plus(-1)),
            from.toString(),
            to.toString(),
            lastCommit
                .map(TransactionEnd::start)
                .orElseGet(() -> BackupEnd.startOf(facts.stop(), facts.segmentSize()))
                .toString(),
            asked,
            included.map(TransactionEnd::at).orElse(null),
            backup.logicalBytes(),
            to.minus(from));
    return new Outcome.Planned(plan, backup, line, included.orElse(null), null);
  }

  /** The last commit while the backup was taken: part of it, wherever replay stops after it. */
  private Optional<TransactionEnd> commitDuring() {
    BackupFacts facts = backup.facts();
    return catalogue.lastCommit(line, facts.start(), facts.stop());
  }
}
