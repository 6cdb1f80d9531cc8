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
import java.util.Optional;

/**
 * The stretches of a server's archive, as read from it.
 *
 * @param all oldest first
 * @param lastFrom from where on the last one needs the log; zero if there is none
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
      if (!reach.to().equals(end)) {
        all.add(stretch(archive, line, reach.backup()));
        end = reach.to();
        from = reach.backup().start();
      }
    }
    return new Stretches(List.copyOf(all), from);
  }

  private static Stretch stretch(ServerArchive archive, TimelineHistory line, BackupFacts backup) {
    Instant earliest =
        lastEndBefore(archive, line, backup).map(TransactionEnd::at).orElse(backup.stoppedAt());
    TargetResolution whole = archive.wal().resolve(line, backup.start(), FAR_FUTURE);
    return new Stretch(earliest, whole.lastCommit().map(TransactionEnd::at).orElse(earliest));
  }

  /** What the backup holds, as transactions count time: up to the last one that ended in it. */
  private static Optional<TransactionEnd> lastEndBefore(
      ServerArchive archive, TimelineHistory line, BackupFacts backup) {
    return archive.wal().transactionEnds(line, backup.start(), backup.stop()).stream()
        .filter(end -> !backup.stop().isBefore(end.end()))
        .reduce((first, second) -> second);
  }
}
