package dev.meridian.restore.plan;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.wal.BackupEnd;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.wal.TargetResolution;
import dev.meridian.repository.wal.TargetResolution.NotReached;
import dev.meridian.repository.wal.TargetResolution.Reached;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Plans a restore: the newest backup that was complete at the target, the log after it, and the
 * exact record to stop after. Looks only; the same question has the same answer as long as the
 * catalogue is the same.
 */
public final class PlanRestore {

  private PlanRestore() {}

  /** What restoring the source to the target comes to. */
  public static Outcome plan(Catalogue catalogue, Knowledge source, Target target) {
    List<BackupSummary> backups = catalogue.backups();
    if (backups.isEmpty()) {
      return new Outcome.Impossible(
          "nothing-to-restore-yet",
          "The server has no complete backup; its first one makes it restorable");
    }
    return backups.stream()
        .filter(backup -> !backup.facts().stoppedAt().isAfter(target.until()))
        .max(Comparator.comparing(backup -> backup.facts().stoppedAt()))
        .map(backup -> new Attempt(catalogue, source, target, backup).run())
        .orElseGet(() -> beforeWindow(target, backups.getFirst().facts().stoppedAt()));
  }

  private static Outcome beforeWindow(Target target, Instant earliest) {
    return new Outcome.Impossible(
        "target-before-window",
        "%s is before anything that can be restored; the earliest is %s"
            .formatted(target.until(), earliest));
  }

  /** One backup's way to the target. */
  private record Attempt(
      Catalogue catalogue, Knowledge source, Target target, BackupSummary backup) {

    Outcome run() {
      TimelineHistory line = line();
      TargetResolution found = catalogue.resolve(line, backup.facts().stop(), target.until());
      return switch (found) {
        case Reached reached -> planned(line, reached.lastCommit());
        case NotReached short_ when short_.gap().isPresent() -> inGap(short_);
        case NotReached short_ when isComplete() -> planned(line, short_.lastCommit());
        case NotReached short_ -> new Outcome.NotCoveredYet(reach(short_));
      };
    }

    /** The line of descent that the server is on now, if the backup lies on it. */
    private TimelineHistory line() {
      BackupFacts facts = backup.facts();
      int newest =
          catalogue.coverage().timelines().stream()
              .max(Comparator.naturalOrder())
              .orElse(facts.timeline());
      TimelineHistory line = catalogue.history(Math.max(newest, facts.timeline()));
      // The position of the stop is that of the byte after the backup.
      return line.timelineAt(facts.stop().plus(-1)) == facts.timeline()
          ? line
          : catalogue.history(facts.timeline());
    }

    private boolean isComplete() {
      return target.at() == null || source.covers(target.at());
    }

    private Outcome planned(TimelineHistory line, Optional<TransactionEnd> lastCommit) {
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
      return new Outcome.Planned(
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
              target.at(),
              lastCommitAt(line, lastCommit),
              backup.logicalBytes(),
              to.minus(from)));
    }

    private @Nullable Instant lastCommitAt(
        TimelineHistory line, Optional<TransactionEnd> lastCommit) {
      return lastCommit.or(() -> commitDuring(line)).map(TransactionEnd::at).orElse(null);
    }

    /** The last commit while the backup was taken: part of it, wherever replay stops after it. */
    private Optional<TransactionEnd> commitDuring(TimelineHistory line) {
      return catalogue
          .resolve(line, backup.facts().start(), target.until())
          .lastCommit()
          .filter(commit -> !backup.facts().stop().isBefore(commit.end()));
    }

    private Outcome inGap(NotReached broken) {
      String asked = target.at() == null ? "The latest" : target.at().toString();
      return new Outcome.Impossible(
          "target-in-gap",
          "%s can't be restored: the archive has a gap in the write-ahead log after %s; before it, %s is the last that can be restored"
              .formatted(asked, broken.unbrokenTo(), lastBefore(broken)));
    }

    private Instant lastBefore(NotReached broken) {
      return broken.lastEnd().map(TransactionEnd::at).orElse(backup.facts().stoppedAt());
    }

    private Instant reach(NotReached short_) {
      Instant known = lastBefore(short_);
      Instant covered = source.coveredUntil();
      return covered == null || covered.isBefore(known) ? known : covered;
    }
  }
}
