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

/** What the repository holds of one server, as of one look at it. */
public interface Catalogue {

  /** Whether nothing can come after what it holds, whatever becomes of the server. */
  default boolean isEnded() {
    return false;
  }

  /** The complete backups, by the time they ended, oldest first. */
  List<BackupSummary> backups();

  /** The first instant that a backup can be restored to: it holds nothing later. */
  Instant restorableFrom(BackupSummary backup);

  /** Which bytes of the log there are. */
  WalCoverage coverage();

  /** Where a timeline comes from. */
  TimelineHistory history(int timeline);

  /** What recovery to an instant will do, from a position on along a line of descent. */
  TargetResolution resolve(TimelineHistory line, Lsn from, Instant until);

  /** The first commit of a range of the log, all of which is there. */
  Optional<TransactionEnd> firstCommit(TimelineHistory line, Lsn from, Lsn to);

  /** The last commit of a range of the log, all of which is there. */
  Optional<TransactionEnd> lastCommit(TimelineHistory line, Lsn from, Lsn to);

  /**
   * The first commits of a range of the log, in its order, whatever is missing of it.
   *
   * @param most how many at most
   */
  List<TransactionEnd> commits(TimelineHistory line, Lsn from, Lsn to, int most);

  /** How the transaction of an id ended along a line of descent; of several, the newest. */
  Optional<TransactionEnd> findEnd(TimelineHistory line, int transactionId);

  /** The last commit or abort along a line of descent, whatever is missing before it. */
  Optional<TransactionEnd> lastEnd(TimelineHistory line);

  /** The restore points that somebody named, by where they lie. */
  List<NamedPoint> restorePoints();

  /**
   * The objects of a backup that aren't there, or not as they should be, without reading them.
   *
   * @throws dev.meridian.repository.store.RepositoryException when its manifest can't be read
   */
  List<String> missingObjects(UUID backupId);

  /**
   * The objects of a range of the log that can't be whole, by their sizes, without reading them.
   */
  List<String> cutShort(TimelineHistory line, Lsn from, Lsn to);

  /**
   * What the source's {@code ALTER SYSTEM} had written when a backup was taken.
   *
   * @throws dev.meridian.repository.store.RepositoryException when it can't be read
   */
  OwnSettings ownSettings(UUID backupId);
}
