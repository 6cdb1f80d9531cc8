package dev.meridian.restore.plan;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.wal.WalCoverage;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Chooses among the backups that lead to the same record along the same line of descent: the one
 * that is predicted to take the least time. An older one has more log after it, but may be smaller.
 */
record FastestRoute(Catalogue catalogue, Pace pace) {

  Outcome.Planned insteadOf(Outcome.Planned nearest) {
    Optional<Duration> known = predict(nearest.backup(), nearest);
    return known.isEmpty()
        ? nearest
        : others(nearest)
            .filter(
                other -> predict(other.backup(), nearest).orElseThrow().compareTo(known.get()) < 0)
            .findFirst()
            .orElse(nearest);
  }

  /**
   * Those from the other backups, what is predicted to be done first in front; while nothing is
   * known, from the newest.
   */
  Stream<Outcome.Planned> others(Outcome.Planned planned) {
    // Asked for once: it costs a listing of all of the log.
    WalCoverage coverage = catalogue.coverage();
    return catalogue.backups().reversed().stream()
        .filter(backup -> !backup.id().equals(planned.backup().id()))
        .filter(backup -> leadsThere(backup.facts(), planned, coverage))
        .sorted(Comparator.comparing(backup -> predict(backup, planned).orElse(Duration.ZERO)))
        .map(backup -> from(backup, planned));
  }

  /** Complete by the record and on the way there, with all of the log in between. */
  private static boolean leadsThere(
      BackupFacts facts, Outcome.Planned planned, WalCoverage coverage) {
    Lsn end = Lsn.parse(planned.plan().walTo());
    return !end.isBefore(facts.stop())
        && facts.postgresMajor() == planned.plan().postgresVersion()
        && facts.liesOn(planned.line())
        && !coverage.unbrokenFrom(planned.line(), facts.firstNeeded()).isBefore(end);
  }

  private Optional<Duration> predict(BackupSummary backup, Outcome.Planned nearest) {
    return pace.predict(backup.logicalBytes(), walBytes(backup, nearest.plan()));
  }

  private static long walBytes(BackupSummary backup, Plan plan) {
    return Lsn.parse(plan.walTo()).minus(backup.facts().firstNeeded());
  }

  private static Outcome.Planned from(BackupSummary backup, Outcome.Planned nearest) {
    Plan plan = nearest.plan();
    return new Outcome.Planned(
        new Plan(
            plan.sourceServerId(),
            plan.region(),
            backup.id(),
            plan.postgresVersion(),
            plan.timeline(),
            backup.facts().firstNeeded().toString(),
            plan.walTo(),
            plan.targetLsn(),
            plan.targetTime(),
            plan.lastCommitAt(),
            backup.logicalBytes(),
            walBytes(backup, plan)),
        backup,
        nearest.line(),
        nearest.lastCommit(),
        null);
  }
}
