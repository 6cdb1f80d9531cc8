package dev.meridian.restore.archive;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.settings.OwnSettings;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.wal.NamedPoint;
import dev.meridian.repository.wal.TargetResolution;
import dev.meridian.repository.wal.WalCoverage;
import dev.meridian.restore.plan.Catalogue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A server's archive. The log is only ever added to while a backup needs it, so what is looked up
 * later fits what was listed first.
 */
record ArchiveCatalogue(ServerArchive archive, List<BackupSummary> backups) implements Catalogue {

  static ArchiveCatalogue of(ServerArchive archive) {
    return new ArchiveCatalogue(archive, archive.backups());
  }

  @Override
  public Instant restorableFrom(BackupSummary backup) {
    return archive.restorableFrom(backup.facts());
  }

  @Override
  public WalCoverage coverage() {
    return archive.wal().coverage();
  }

  @Override
  public TimelineHistory history(int timeline) {
    return archive.wal().history(timeline);
  }

  @Override
  public TargetResolution resolve(TimelineHistory line, Lsn from, Instant until) {
    return archive.wal().resolve(line, from, until);
  }

  @Override
  public List<TransactionEnd> ends(TimelineHistory line, Lsn from, Lsn to) {
    return archive.wal().transactionEnds(line, from, to);
  }

  @Override
  public List<NamedPoint> restorePoints() {
    return archive.wal().restorePoints();
  }

  @Override
  public List<String> missingObjects(UUID backupId) {
    return archive.openBackup(backupId).missingObjects();
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
