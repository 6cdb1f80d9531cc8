package dev.meridian.restore.plan;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.wal.TargetResolution.NotReached;
import dev.meridian.repository.wal.TargetResolution.Reached;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The log of a line of descent, and where instants lie in it: where replay stops that is to reach
 * them, from the backup on that it would begin with. So the commits between two instants are those
 * that a restore to the later one has and a restore to the earlier one hasn't.
 */
public record LineLog(Catalogue catalogue, TimelineHistory line) {

  /** Later than any instant that log is looked for at. */
  public static final Instant END_OF_TIME = ToInstant.END_OF_TIME;

  /** That of the line that the server is on now. */
  public static LineLog newest(Catalogue catalogue) {
    return new LineLog(catalogue, Route.newestLine(catalogue, 1));
  }

  /**
   * That of the line that leads to a position, up to there.
   *
   * @param timeline on which the position lies
   */
  public static LineLog upTo(Catalogue catalogue, int timeline, Lsn end) {
    return new LineLog(new SharedHistory(catalogue, timeline, end), catalogue.history(timeline));
  }

  /** What another archive of the same server has of the time before this one begins. */
  public LineLog precededBy(Catalogue older, Lsn begin) {
    return upTo(older, line.timelineAt(begin), begin);
  }

  /** Where it begins; empty while there is none. */
  public Optional<Lsn> begin() {
    return catalogue.coverage().nextAfter(line, Lsn.ZERO);
  }

  /** Whether it isn't known how its timeline follows the others that there are. */
  public boolean lacksHistory() {
    return line.branches().isEmpty()
        && catalogue.coverage().timelines().stream().anyMatch(each -> each < line.timeline());
  }

  /** Whether a backup was complete at an instant: what was before it is before this log, too. */
  public boolean hasBackupBy(Instant at) {
    return backupBy(at).isPresent();
  }

  /**
   * Where replay stops that is to have all that was committed up to an instant, and nothing later:
   * right before the first record of a later end, or at the end of the log, whatever is missing.
   */
  public Lsn after(Instant at) {
    Optional<Lsn> next = backupBy(at).map(backup -> backup.facts().stop()).or(this::begin);
    Lsn reached = Lsn.ZERO;
    while (next.isPresent()) {
      switch (catalogue.resolve(line, next.get(), at)) {
        case Reached found -> {
          return found.firstAfter().start();
        }
        case NotReached end -> reached = end.unbrokenTo();
      }
      next = catalogue.coverage().nextAfter(line, reached);
    }
    return reached;
  }

  /** Its commits from one position up to another, the first ones of them. */
  public List<TransactionEnd> commits(Lsn from, Lsn to, int most) {
    return from.isBefore(to) ? catalogue.commits(line, from, to, most) : List.of();
  }

  private Optional<BackupSummary> backupBy(Instant at) {
    return Route.newestBy(catalogue, at).filter(backup -> backup.facts().liesOn(line));
  }
}
