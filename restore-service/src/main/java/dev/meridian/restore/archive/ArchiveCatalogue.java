package dev.meridian.restore.archive;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.settings.OwnSettings;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.wal.NamedPoint;
import dev.meridian.repository.wal.TargetResolution;
import dev.meridian.repository.wal.WalArchive;
import dev.meridian.repository.wal.WalCoverage;
import dev.meridian.restore.plan.Catalogue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A server's archive. The log is only ever added to while a backup needs it, so what is looked up
 * later fits what was listed first.
 */
record ArchiveCatalogue(ServerArchive archive, WalArchive log, List<BackupSummary> backups)
    implements Catalogue {

  static ArchiveCatalogue of(ServerArchive archive) {
    return new ArchiveCatalogue(archive, archive.wal().asOfOneLook(), archive.backups());
  }

  @Override
  public Instant restorableFrom(BackupSummary backup) {
    return log.restorableFrom(backup.facts());
  }

  @Override
  public WalCoverage coverage() {
    return log.coverage();
  }

  @Override
  public TimelineHistory history(int timeline) {
    return log.history(timeline);
  }

  @Override
  public TargetResolution resolve(TimelineHistory line, Lsn from, Instant until) {
    return log.resolve(line, from, until);
  }

  @Override
  public Optional<TransactionEnd> firstCommit(TimelineHistory line, Lsn from, Lsn to) {
    return log.firstCommit(line, from, to);
  }

  @Override
  public Optional<TransactionEnd> lastCommit(TimelineHistory line, Lsn from, Lsn to) {
    return log.lastCommit(line, from, to);
  }

  @Override
  public List<TransactionEnd> commits(TimelineHistory line, Lsn from, Lsn to, int most) {
    return log.commits(line, from, to, most);
  }

  @Override
  public Optional<TransactionEnd> findEnd(TimelineHistory line, int transactionId) {
    return log.findEnd(line, transactionId);
  }

  @Override
  public Optional<TransactionEnd> lastEnd(TimelineHistory line) {
    return log.lastEnd(line);
  }

  @Override
  public List<NamedPoint> restorePoints() {
    return log.restorePoints();
  }

  @Override
  public List<String> missingObjects(UUID backupId) {
    return archive.openBackup(backupId).missingObjects();
  }

  @Override
  public List<String> cutShort(TimelineHistory line, Lsn from, Lsn to) {
    return log.cutShort(line, from, to);
  }

  @Override
  public OwnSettings ownSettings(UUID backupId) {
    return archive
        .openBackup(backupId)
        .read(OwnSettings.FILE)
        .map(content -> OwnSettings.parse(new String(content, StandardCharsets.UTF_8)))
        .orElse(OwnSettings.NONE);
  }
}
