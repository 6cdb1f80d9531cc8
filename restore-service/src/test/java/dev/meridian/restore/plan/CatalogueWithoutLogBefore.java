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
  public List<TransactionEnd> ends(TimelineHistory line, Lsn from, Lsn to) {
    return whole.ends(line, from.isBefore(begin) ? begin : from, to);
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
  public OwnSettings ownSettings(UUID backupId) {
    return whole.ownSettings(backupId);
  }
}
