package dev.meridian.restore.plan;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.settings.OwnSettings;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.wal.NamedPoint;
import dev.meridian.repository.wal.TargetResolution;
import dev.meridian.repository.wal.WalCoverage;
import dev.meridian.repository.wal.WalRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** As another catalogue, but the log before a position is lost. */
record CatalogueWithoutLogBefore(Catalogue whole, Lsn begin) implements Catalogue {

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
    return new WalCoverage(
        whole.coverage().ranges().stream()
            .filter(range -> begin.isBefore(range.end()))
            .map(
                range ->
                    range.start().isBefore(begin)
                        ? new WalRange(range.timeline(), begin, range.end())
                        : range)
            .toList());
  }

  @Override
  public TimelineHistory history(int timeline) {
    return whole.history(timeline);
  }

  @Override
  public TargetResolution resolve(TimelineHistory line, Lsn from, Instant until) {
    return whole.resolve(line, from, until);
  }

  @Override
  public Optional<TransactionEnd> firstCommit(TimelineHistory line, Lsn from, Lsn to) {
    return whole.firstCommit(line, from.isBefore(begin) ? begin : from, to);
  }

  @Override
  public Optional<TransactionEnd> lastCommit(TimelineHistory line, Lsn from, Lsn to) {
    return whole.lastCommit(line, from.isBefore(begin) ? begin : from, to);
  }

  @Override
  public List<TransactionEnd> commits(TimelineHistory line, Lsn from, Lsn to, int most) {
    return whole.commits(line, from.isBefore(begin) ? begin : from, to, most);
  }

  @Override
  public Optional<TransactionEnd> findEnd(TimelineHistory line, int transactionId) {
    return whole.findEnd(line, transactionId).filter(end -> !end.start().isBefore(begin));
  }

  @Override
  public Optional<TransactionEnd> lastEnd(TimelineHistory line) {
    return whole.lastEnd(line).filter(end -> !end.start().isBefore(begin));
  }

  @Override
  public List<NamedPoint> restorePoints() {
    return whole.restorePoints();
  }

  @Override
  public List<String> missingObjects(UUID backupId) {
    return whole.missingObjects(backupId);
  }

  @Override
  public List<String> cutShort(TimelineHistory line, Lsn from, Lsn to) {
    return whole.cutShort(line, from.isBefore(begin) ? begin : from, to);
  }

  @Override
  public OwnSettings ownSettings(UUID backupId) {
    return whole.ownSettings(backupId);
  }
}
