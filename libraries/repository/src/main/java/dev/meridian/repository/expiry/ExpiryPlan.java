package dev.meridian.repository.expiry;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.wal.WalCoverage;
import dev.meridian.repository.wal.WalRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What may go and what must stay, so that every instant of the promised window that can be restored
 * now can be restored afterwards. Pure: nothing is deleted by making one.
 *
 * @param keep the backups that stay, oldest first
 * @param expire the backups that go, oldest first
 * @param walNeededFrom WAL wholly before this position goes; empty when all stays
 */
public record ExpiryPlan(
    List<BackupSummary> keep, List<BackupSummary> expire, Optional<Lsn> walNeededFrom) {

  private static final Comparator<BackupSummary> OLDEST_FIRST =
      Comparator.comparing((BackupSummary backup) -> backup.facts().stoppedAt())
          .thenComparing(BackupSummary::id);

  /** Copies the lists. */
  public ExpiryPlan {
    keep = List.copyOf(keep);
    expire = List.copyOf(expire);
  }

  /**
   * Plans for one server.
   *
   * <p>The window begins at {@code now - retention}. To restore its first instant takes a backup
   * that had ended by then and whose own WAL is there: the newest such backup stays, and everything
   * after it. As long as there is none, all stay.
   *
   * @param backups all complete backups, in any order
   * @param coverage which WAL there is
   * @param now the present
   * @param retention how long the window is
   */
  public static ExpiryPlan of(
      Collection<BackupSummary> backups, WalCoverage coverage, Instant now, Duration retention) {
    Instant windowBegins = now.minus(retention);
    List<BackupSummary> sorted = new ArrayList<>(backups);
    sorted.sort(OLDEST_FIRST);
    int first = 0;
    for (int index = 0; index < sorted.size(); index++) {
      BackupFacts facts = sorted.get(index).facts();
      if (!facts.stoppedAt().isAfter(windowBegins) && isRestorable(facts, coverage)) {
        first = index;
      }
    }
    List<BackupSummary> keep = sorted.subList(first, sorted.size());
    return new ExpiryPlan(
        keep,
        sorted.subList(0, first),
        keep.stream().map(backup -> backup.facts().firstNeeded()).min(Comparator.naturalOrder()));
  }

  /** Whether the WAL that makes its data consistent is there. */
  private static boolean isRestorable(BackupFacts facts, WalCoverage coverage) {
    return facts.start().equals(facts.stop())
        || coverage.contains(new WalRange(facts.timeline(), facts.start(), facts.stop()));
  }

  /** Whether there is nothing to delete but perhaps WAL. */
  public boolean expiresNoBackup() {
    return expire.isEmpty();
  }
}
