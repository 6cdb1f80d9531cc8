package dev.meridian.restore.plan;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.wal.TargetResolution;
import dev.meridian.repository.wal.WalCoverage;
import java.time.Instant;
import java.util.List;

/** What the repository holds of one server, as of one look at it. */
public interface Catalogue {

  /** The complete backups, by the time they ended, oldest first. */
  List<BackupSummary> backups();

  /** Which bytes of the log there are. */
  WalCoverage coverage();

  /** Where a timeline comes from. */
  TimelineHistory history(int timeline);

  /** What recovery to an instant will do, from a position on along a line of descent. */
  TargetResolution resolve(TimelineHistory line, Lsn from, Instant until);
}
