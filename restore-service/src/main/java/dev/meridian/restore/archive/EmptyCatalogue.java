package dev.meridian.restore.archive;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.settings.OwnSettings;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.wal.NamedPoint;
import dev.meridian.repository.wal.TargetResolution;
import dev.meridian.repository.wal.WalCoverage;
import dev.meridian.restore.plan.Catalogue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Of a server that the repository knows nothing of yet. */
record EmptyCatalogue() implements Catalogue {

  @Override
  public List<BackupSummary> backups() {
    return List.of();
  }

  @Override
  public Instant restorableFrom(BackupSummary backup) {
    return backup.facts().stoppedAt();
  }

  @Override
  public WalCoverage coverage() {
    return new WalCoverage(List.of());
  }

  @Override
  public TimelineHistory history(int timeline) {
    return new TimelineHistory(timeline, List.of());
  }

  @Override
  public TargetResolution resolve(TimelineHistory line, Lsn from, Instant until) {
    return new TargetResolution.NotReached(
        from, Optional.empty(), Optional.empty(), Optional.empty());
  }

  @Override
  public Optional<TransactionEnd> firstCommit(TimelineHistory line, Lsn from, Lsn to) {
    return Optional.empty();
  }

  @Override
  public Optional<TransactionEnd> lastCommit(TimelineHistory line, Lsn from, Lsn to) {
    return Optional.empty();
  }

  @Override
  public List<TransactionEnd> commits(TimelineHistory line, Lsn from, Lsn to, int most) {
    return List.of();
  }

  @Override
  public Optional<TransactionEnd> findEnd(TimelineHistory line, int transactionId) {
    return Optional.empty();
  }

  @Override
  public Optional<TransactionEnd> lastEnd(TimelineHistory line) {
    return Optional.empty();
  }

  @Override
  public List<NamedPoint> restorePoints() {
    return List.of();
  }

  @Override
  public List<String> missingObjects(UUID backupId) {
    return List.of();
  }

  @Override
  public List<String> cutShort(TimelineHistory line, Lsn from, Lsn to) {
    return List.of();
  }

  @Override
  public OwnSettings ownSettings(UUID backupId) {
    return OwnSettings.NONE;
  }
}
