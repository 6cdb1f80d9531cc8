package dev.meridian.backup.window;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.wal.TargetResolution;
import dev.meridian.repository.wal.WalCoverage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The stretches of a server's archive, as read from it.
 *
 * @param all oldest first
 * @param lastFrom from where on the newest backup of the last one needs the log; zero if there is
 *     none
 */
record Stretches(List<Stretch> all, Lsn lastFrom) {

  static final Stretches NONE = new Stretches(List.of(), Lsn.ZERO);

  private static final Instant FAR_FUTURE = Instant.parse("9999-12-31T00:00:00Z");

  /** A backup, and how far the log goes from it on without a gap. */
  private record Reach(BackupFacts backup, Lsn to) {}

  static Stretches read(ServerArchive archive) {
    List<BackupSummary> backups = archive.backups();
    WalCoverage coverage = archive.wal().coverage();
    if (backups.isEmpty() || coverage.timelines().isEmpty()) {
      return NONE;
    }
    TimelineHistory line = archive.wal().history(coverage.timelines().last());
    List<Reach> reaches =
        backups.stream()
            .map(BackupSummary::facts)
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
        all.add(stretch(archive, line, reaches, end));
      }
    }
    return new Stretches(List.copyOf(all), from);
  }

  /** The one that goes up to a position. */
  private static Stretch stretch(
      ServerArchive archive, TimelineHistory line, List<Reach> reaches, Lsn end) {
    List<BackupFacts> backups =
        reaches.stream().filter(reach -> reach.to().equals(end)).map(Reach::backup).toList();
    Instant earliest = earliest(archive, backups);
    TargetResolution whole = archive.wal().resolve(line, backups.getFirst().start(), FAR_FUTURE);
    return new Stretch(earliest, whole.lastCommit().map(TransactionEnd::at).orElse(earliest));
  }

  /** What restore-service plans by. A later backup counts only where the clock was set back. */
  private static Instant earliest(ServerArchive archive, List<BackupFacts> backups) {
    Instant earliest = archive.restorableFrom(backups.getFirst());
    for (BackupFacts later : backups.subList(1, backups.size())) {
      if (later.stoppedAt().isBefore(earliest)) {
        Instant from = archive.restorableFrom(later);
        earliest = from.isBefore(earliest) ? from : earliest;
      }
    }
    return earliest;
  }
}
