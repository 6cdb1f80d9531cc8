package dev.meridian.restore.archive;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.wal.TargetResolution;
import dev.meridian.repository.wal.WalArchive;
import dev.meridian.repository.wal.WalCoverage;
import dev.meridian.restore.plan.Catalogue;
import java.time.Instant;
import java.util.List;

/**
 * A server's archive. The log is only ever added to while a backup needs it, so what is looked up
 * later fits what was listed first.
 */
record ArchiveCatalogue(WalArchive wal, List<BackupSummary> backups) implements Catalogue {

  static ArchiveCatalogue of(ServerArchive archive) {
    return new ArchiveCatalogue(archive.wal(), archive.backups());
  }

  @Override
  public WalCoverage coverage() {
    return wal.coverage();
  }

  @Override
  public TimelineHistory history(int timeline) {
    return wal.history(timeline);
  }

  @Override
  public TargetResolution resolve(TimelineHistory line, Lsn from, Instant until) {
    return wal.resolve(line, from, until);
  }
}
