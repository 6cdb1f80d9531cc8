package dev.meridian.repository.window;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.wal.WalArchive;
import dev.meridian.repository.wal.WalCoverage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The stretches of a server's archive along one line of descent.
 *
 * @param all in the order of the log: oldest first, unless the server's clock was set back
 * @param lastFrom from where on the newest backup of the last one needs the log; zero if there is
 *     none
 * @param lastTo where the log of the last one ends; zero if there is none
 */
public record Stretches(List<Stretch> all, Lsn lastFrom, Lsn lastTo) {

  private static final Stretches NONE = new Stretches(List.of(), Lsn.ZERO, Lsn.ZERO);

  /** Copies the list. */
  public Stretches {
    all = List.copyOf(all);
  }

  /** A backup, and how far the log goes from it on without a gap. */
  private record Reach(BackupFacts backup, Lsn to) {}

  /** Those of some backups along the line of descent that the server is on now. */
  public static Stretches read(Collection<BackupSummary> backups, WalArchive wal) {
    WalCoverage coverage = wal.coverage();
    if (backups.isEmpty() || coverage.timelines().isEmpty()) {
      return NONE;
    }
    TimelineHistory line = wal.history(coverage.timelines().last());
    return along(line, backups, coverage, LogTimes.of(wal));
  }

  /**
   * Those that backups and log come to along a line of descent. Backups that don't lie on it count
   * for nothing.
   *
   * @param coverage which log there is
   * @param times asked of two places for each stretch
   */
  public static Stretches along(
      TimelineHistory line,
      Collection<BackupSummary> backups,
      WalCoverage coverage,
      LogTimes times) {
    List<Reach> reaches =
        backups.stream()
            .map(BackupSummary::facts)
            .filter(backup -> backup.liesOn(line))
            .map(backup -> new Reach(backup, coverage.unbrokenFrom(line, backup.start())))
            .filter(reach -> !reach.to().isBefore(reach.backup().stop()))
            .sorted(Comparator.comparing(reach -> reach.backup().start()))
            .toList();
    List<Stretch> all = new ArrayList<>();
    Lsn end = Lsn.ZERO;
    Lsn from = Lsn.ZERO;
    for (Reach reach : reaches) {
      from = reach.backup().start();
      if (!reach.to().equals(end)) {
        end = reach.to();
        all.add(stretch(times, line, reaches, end));
      }
    }
    return new Stretches(all, from, end);
  }

  /** The one that goes up to a position. */
  private static Stretch stretch(
      LogTimes times, TimelineHistory line, List<Reach> reaches, Lsn end) {
    List<BackupFacts> backups =
        reaches.stream().filter(reach -> reach.to().equals(end)).map(Reach::backup).toList();
    Instant earliest = earliest(times, backups);
    return new Stretch(
        earliest, times.lastCommit(line, backups.getFirst().start()).orElse(earliest));
  }

  /** What restore-service plans by. A later backup counts only where the clock was set back. */
  private static Instant earliest(LogTimes times, List<BackupFacts> backups) {
    Instant earliest = times.restorableFrom(backups.getFirst());
    for (BackupFacts later : backups.subList(1, backups.size())) {
      if (later.stoppedAt().isBefore(earliest)) {
        Instant from = times.restorableFrom(later);
        earliest = from.isBefore(earliest) ? from : earliest;
      }
    }
    return earliest;
  }
}
