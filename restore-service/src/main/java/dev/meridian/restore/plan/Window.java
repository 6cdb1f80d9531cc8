package dev.meridian.restore.plan;

import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.wal.TargetResolution;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What can be restored.
 *
 * @param earliest the first instant; null while nothing can be restored
 * @param latest when the last transaction in the archive ended, or the last backup; null while
 *     nothing can be restored
 * @param gaps spans in between that can't
 */
public record Window(@Nullable Instant earliest, @Nullable Instant latest, List<Gap> gaps) {

  /** Nothing can be restored, or nothing is known of it. */
  public static final Window NONE = new Window(null, null, List.of());

  /**
   * A span that can't be restored.
   *
   * @param from the last instant before it that can
   * @param to the first instant after it that can; null while it is open
   */
  public record Gap(Instant from, @Nullable Instant to) {}

  /** Copies the list. */
  public Window {
    gaps = List.copyOf(gaps);
  }

  /** The window as the catalogue has it, with the gaps that are known of. */
  public static Window of(Catalogue catalogue, List<Gap> gaps) {
    List<BackupSummary> backups = catalogue.backups();
    if (backups.isEmpty()) {
      return NONE;
    }
    BackupFacts newest = backups.getLast().facts();
    TargetResolution end =
        catalogue.resolve(Route.lineFrom(catalogue, newest), newest.stop(), ToInstant.END_OF_TIME);
    Instant latest =
        end instanceof TargetResolution.NotReached last
            ? last.lastEnd().map(TransactionEnd::at).orElse(newest.stoppedAt())
            : newest.stoppedAt();
    Instant earliest = earliest(catalogue).orElseThrow();
    return new Window(earliest, latest.isBefore(earliest) ? earliest : latest, gaps);
  }

  /**
   * This, and what another archive of the same server holds of the time before it; with the gap in
   * between, if that one doesn't reach this one's beginning.
   */
  public Window precededBy(Catalogue older) {
    Instant begin = earliest;
    if (begin == null) {
      return this;
    }
    return older.backups().reversed().stream()
        .map(BackupSummary::facts)
        .filter(backup -> backup.stoppedAt().isBefore(begin))
        .findFirst()
        .map(
            last ->
                new Window(
                    earliest(older).filter(begin::isAfter).orElse(begin),
                    latest,
                    Stream.concat(gapAfter(older, last, begin).stream(), gaps.stream()).toList()))
        .orElse(this);
  }

  /** What of the time from a backup up to an instant isn't in a catalogue. */
  private static Optional<Gap> gapAfter(Catalogue catalogue, BackupFacts backup, Instant until) {
    TargetResolution end =
        catalogue.resolve(Route.lineFrom(catalogue, backup), backup.stop(), until);
    return end instanceof TargetResolution.NotReached broken
        ? Optional.of(broken.lastEnd().map(TransactionEnd::at).orElse(backup.stoppedAt()))
            .filter(until::isAfter)
            .map(from -> new Gap(from, until))
        : Optional.empty();
  }

  /**
   * The first instant that can be restored; empty while nothing can. Usually the first backup's: a
   * later one is looked at only where the clock was set back.
   */
  static Optional<Instant> earliest(Catalogue catalogue) {
    Instant earliest = null;
    for (BackupSummary backup : catalogue.backups()) {
      if (earliest == null || backup.facts().stoppedAt().isBefore(earliest)) {
        Instant from = catalogue.restorableFrom(backup);
        earliest = earliest == null || from.isBefore(earliest) ? from : earliest;
      }
    }
    return Optional.ofNullable(earliest);
  }
}
