package dev.meridian.restore.plan;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Plans a restore: the backup that is predicted to be done first, which is the newest one that was
 * complete at the target while nothing is known; the log after it, and the exact record to stop
 * after. Looks only; the same question has the same answer as long as the catalogue is the same.
 */
public final class PlanRestore {

  private PlanRestore() {}

  /** What restoring the source to the target comes to. */
  public static Outcome plan(Catalogue catalogue, Knowledge source, Target target, Pace pace) {
    if (catalogue.backups().isEmpty()) {
      return withoutBackup(source);
    }
    Outcome nearest = plan(catalogue, source.knowing(catalogue), target);
    return nearest instanceof Outcome.Planned planned && !(target instanceof Target.BackupEnd)
        ? new FastestRoute(catalogue, pace).insteadOf(planned)
        : nearest;
  }

  private static Outcome withoutBackup(Knowledge source) {
    return source.ended()
        ? new Outcome.Impossible(
            Outcome.Impossible.NOTHING_LEFT,
            "The server was dropped, and no complete backup of it is left: they expire when its retention is over, and nothing of it can be restored after that")
        : new Outcome.Impossible(
            Outcome.Impossible.NOTHING_YET,
            "The server has no complete backup in region %s; the first one there makes it restorable"
                .formatted(source.region()));
  }

  private static Outcome plan(Catalogue catalogue, Knowledge source, Target target) {
    if (!(target instanceof Target.BackupEnd) && Route.lacksHistory(catalogue)) {
      return new Outcome.Impossible(
          "timeline-history-missing",
          "The archive lacks the history of timeline %d, so that it isn't known where the server left the one before; only a backup's own end can be restored"
              .formatted(catalogue.coverage().timelines().last()));
    }
    return switch (target) {
      case Target.PointInTime point -> new ToInstant(catalogue, source, point.at()).plan();
      case Target.Latest _ -> new ToInstant(catalogue, source, null).plan();
      case Target.LogPosition position ->
          new ToPosition(catalogue, source, position.lsn(), "Position " + position.lsn()).plan();
      case Target.BeforeTransaction before ->
          new ToTransaction(catalogue, source, before.transactionId(), false).plan();
      case Target.AfterTransaction after ->
          new ToTransaction(catalogue, source, after.transactionId(), true).plan();
      case Target.NamedPoint point -> new ToNamedPoint(catalogue, source, point.name()).plan();
      case Target.BackupEnd backup -> toEndOf(catalogue, source, backup.backupId());
    };
  }

  /** The first commit that a plan leaves out, as far as the archive goes without a gap. */
  public static Optional<TransactionEnd> nextCommit(Catalogue catalogue, Outcome.Planned planned) {
    Lsn from = Lsn.parse(planned.plan().walFrom());
    Lsn to = Lsn.parse(planned.plan().walTo());
    Lsn unbroken = catalogue.coverage().unbrokenFrom(planned.line(), from);
    return to.isBefore(unbroken)
        ? catalogue.firstCommit(planned.line(), to, unbroken)
        : Optional.empty();
  }

  /**
   * The objects that a plan needs and that aren't there, or can't be as they should be, without
   * reading them.
   *
   * @throws dev.meridian.repository.store.RepositoryException when it can't be told
   */
  public static List<String> missingObjects(Catalogue catalogue, Outcome.Planned planned) {
    Lsn from = Lsn.parse(planned.plan().walFrom());
    Lsn to = Lsn.parse(planned.plan().walTo());
    return Stream.concat(
            catalogue.missingObjects(planned.backup().id()).stream(),
            catalogue.cutShort(planned.line(), from, to).stream())
        .toList();
  }

  private static Outcome toEndOf(Catalogue catalogue, Knowledge source, UUID backupId) {
    return catalogue.backups().stream()
        .filter(backup -> backup.id().equals(backupId))
        .findFirst()
        .map(backup -> Route.from(catalogue, source, backup).endingAt(Optional.empty(), null))
        .orElseGet(
            () ->
                new Outcome.Impossible(
                    "backup-not-found",
                    "There is no complete backup %s of this server; it may have expired"
                        .formatted(backupId)));
  }
}
