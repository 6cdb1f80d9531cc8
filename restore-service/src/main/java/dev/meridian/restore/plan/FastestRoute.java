package dev.meridian.restore.plan;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.wal.WalCoverage;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;

/**
 * Chooses among the backups that lead to the same record along the same line of descent: the one
 * that is predicted to take the least time. An older one has more log after it, but may be smaller.
 */
record FastestRoute(Catalogue catalogue, Pace pace) {

  Outcome.Planned insteadOf(Outcome.Planned nearest) {
    Optional<Duration> known = predict(nearest.backup(), nearest);
    if (known.isEmpty()) {
      return nearest;
    }
    // Asked for once: it costs a listing of all of the log.
    WalCoverage coverage = catalogue.coverage();
    return catalogue.backups().stream()
        .filter(backup -> leadsThere(backup.facts(), nearest, coverage))
        .filter(backup -> predict(backup, nearest).orElseThrow().compareTo(known.get()) < 0)
        .min(Comparator.comparing(backup -> predict(backup, nearest).orElseThrow()))
        .map(backup -> from(backup, nearest))
        .orElse(nearest);
  }

  private static boolean leadsThere(
      BackupFacts facts, Outcome.Planned nearest, WalCoverage coverage) {
    return facts.stop().isBefore(nearest.backup().facts().stop())
        && facts.postgresMajor() == nearest.plan().postgresVersion()
        && Route.isOn(nearest.line(), facts)
        && !coverage
            .unbrokenFrom(nearest.line(), facts.firstNeeded())
            .isBefore(Lsn.parse(nearest.plan().walTo()));
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
        nearest.lastCommit());
  }
}
