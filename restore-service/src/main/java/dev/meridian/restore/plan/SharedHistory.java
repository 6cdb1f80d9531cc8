package dev.meridian.restore.plan;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.settings.OwnSettings;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.wal.NamedPoint;
import dev.meridian.repository.wal.TargetResolution;
import dev.meridian.repository.wal.WalCoverage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What an archive holds of the history that its server has in common with one that was restored
 * from it: what was committed or named by the position at which the two part. Its backups are all
 * of the archive's; which plans lie in that history, {@link #includes} says.
 *
 * @param whole the archive
 * @param timeline on which of its timelines they part
 * @param end where, exclusive
 */
public record SharedHistory(Catalogue whole, int timeline, Lsn end) implements Catalogue {

  /** Whether a plan made of this stays in it: it ends by its end, on the way there. */
  public boolean includes(Plan plan) {
    Lsn to = Lsn.parse(plan.walTo());
    return isBy(to) && whole.history(timeline).timelineAt(to.plus(-1)) == plan.timeline();
  }

  /** Whether all of it has been archived, gaps aside. */
  @Override
  public boolean isEnded() {
    return whole.coverage().end(timeline).filter(reached -> !reached.isBefore(end)).isPresent();
  }

  /** Whether all of its log after a plan's last record is there, without a gap. */
  public boolean isUnbrokenAfter(Outcome.Planned planned) {
    Lsn from = Lsn.parse(planned.plan().walFrom());
    return !whole.coverage().unbrokenFrom(planned.line(), from).isBefore(end);
  }

  private boolean isBy(Lsn position) {
    return !end.isBefore(position);
  }

  @Override
  public List<BackupSummary> backups() {
    return whole.backups();
  }

  @Override
  public Instant restorableFrom(BackupSummary backup) {
    return whole.restorableFrom(backup);
  }

  @Override
  public WalCoverage coverage() {
    return whole.coverage();
  }

  @Override
  public TimelineHistory history(int timelineId) {
    return whole.history(timelineId);
  }

  @Override
  public TargetResolution resolve(TimelineHistory line, Lsn from, Instant until) {
    return whole.resolve(line, from, until);
  }

  @Override
  public Optional<TransactionEnd> firstCommit(TimelineHistory line, Lsn from, Lsn to) {
    return whole.firstCommit(line, from, to).filter(commit -> isBy(commit.end()));
  }

  @Override
  public Optional<TransactionEnd> lastCommit(TimelineHistory line, Lsn from, Lsn to) {
    return whole.lastCommit(line, from, to);
  }

  @Override
  public List<TransactionEnd> commits(TimelineHistory line, Lsn from, Lsn to, int most) {
    return whole.commits(line, from, isBy(to) ? to : end, most);
  }

  @Override
  public Optional<TransactionEnd> findEnd(TimelineHistory line, int transactionId) {
    return whole.findEnd(line, transactionId).filter(found -> isBy(found.end()));
  }

  @Override
  public Optional<TransactionEnd> lastEnd(TimelineHistory line) {
    // It is asked for while something may still come, so that all there is lies before the end.
    return whole.lastEnd(line);
  }

  @Override
  public List<NamedPoint> restorePoints() {
    return whole.restorePoints().stream().filter(point -> isBy(point.point().end())).toList();
  }

  @Override
  public List<String> missingObjects(UUID backupId) {
    return whole.missingObjects(backupId);
  }

  @Override
  public List<String> cutShort(TimelineHistory line, Lsn from, Lsn to) {
    return whole.cutShort(line, from, to);
  }

  @Override
  public OwnSettings ownSettings(UUID backupId) {
    return whole.ownSettings(backupId);
  }
}
