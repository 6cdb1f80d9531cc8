package dev.meridian.repository.expiry;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.wal.WalCoverage;
import dev.meridian.repository.wal.WalRange;
import java.util.ArrayList;
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
   * <p>To restore the first promised instant takes a backup that had ended by then and whose own
   * WAL is there: the newest such backup of which nothing promised needs an older one stays, and
   * everything after it. As long as there is none, all stay.
   *
   * @param promise what is promised of it, and what there is
   */
  public static ExpiryPlan of(Promise promise) {
    List<BackupSummary> sorted = new ArrayList<>(promise.backups());
    sorted.sort(OLDEST_FIRST);
    for (int first = sorted.size() - 1; first > 0; first--) {
      BackupFacts facts = sorted.get(first).facts();
      if (!facts.stoppedAt().isAfter(promise.from()) && isRestorable(facts, promise.coverage())) {
        ExpiryPlan plan = keepingFrom(sorted, first);
        if (promise.brokenBy(plan).isEmpty()) {
          return plan;
        }
      }
    }
    return keepingFrom(sorted, 0);
  }

  private static ExpiryPlan keepingFrom(List<BackupSummary> sorted, int first) {
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
