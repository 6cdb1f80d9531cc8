package dev.meridian.repository.expiry;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.wal.WalCoverage;
import dev.meridian.repository.window.LogTimes;
import dev.meridian.repository.window.Stretch;
import dev.meridian.repository.window.Stretches;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What of the promised window can be restored from an archive as it is at one moment, to hold
 * against it what a plan would leave. Deletes nothing. For one thread.
 */
public final class Promise {

  private static final Instant FOR_EVER = Instant.MAX;

  private final Instant from;
  private final List<BackupSummary> backups;
  private final WalCoverage coverage;
  private final IntFunction<TimelineHistory> histories;
  private final LogTimes times;
  private final Map<TimelineHistory, Stretches> present = new HashMap<>();

  /**
   * @param from the first instant that is promised
   * @param backups all complete backups, in any order
   * @param coverage which log there is
   * @param histories where a timeline comes from; asked only for plans that take backups
   * @param times likewise
   */
  public Promise(
      Instant from,
      Collection<BackupSummary> backups,
      WalCoverage coverage,
      IntFunction<TimelineHistory> histories,
      LogTimes times) {
    this.from = from;
    this.backups = List.copyOf(backups);
    this.coverage = coverage;
    this.histories = histories;
    this.times = times;
  }

  Instant from() {
    return from;
  }

  List<BackupSummary> backups() {
    return backups;
  }

  WalCoverage coverage() {
    return coverage;
  }

  /**
   * What speaks against a plan: a promised instant that could be restored before it and not after,
   * on whatever line of descent, or log that a backup needs which stays. Whatever the plan doesn't
   * name stays.
   *
   * @return a reason for people, in the middle of a sentence; empty when the plan costs nothing
   */
  public Optional<String> brokenBy(ExpiryPlan plan) {
    Set<UUID> going = plan.expire().stream().map(BackupSummary::id).collect(Collectors.toSet());
    List<BackupSummary> staying =
        backups.stream().filter(backup -> !going.contains(backup.id())).toList();
    Optional<String> reason =
        plan.walNeededFrom().flatMap(position -> missingLog(staying, position));
    // Then all their log stays, and what can be restored is told by which backups there are.
    return reason.isPresent() || staying.size() == backups.size() ? reason : lost(staying);
  }

  private static Optional<String> missingLog(List<BackupSummary> staying, Lsn position) {
    return staying.stream()
        .filter(backup -> backup.facts().firstNeeded().isBefore(position))
        .findFirst()
        .map(
            backup ->
                "it takes the log before %s, and backup %s, which stays, needs it from %s on"
                    .formatted(position, backup.id(), backup.facts().firstNeeded()));
  }

  private Optional<String> lost(List<BackupSummary> staying) {
    int newest = newestTimeline();
    for (TimelineHistory line : lines(newest)) {
      boolean goesOn = line.timeline() == newest;
      Stretches before = present.computeIfAbsent(line, each -> stretches(each, backups));
      Stretches after = stretches(line, staying);
      List<Stretch> left = promised(after, goesOn && after.lastTo().equals(before.lastTo()));
      for (Stretch stretch : promised(before, goesOn)) {
        Optional<Instant> lost = firstOutside(left, stretch);
        if (lost.isPresent()) {
          return lost.map(
              instant ->
                  "%s is promised, and could not be restored any more on timeline %d"
                      .formatted(instant, line.timeline()));
        }
      }
    }
    return Optional.empty();
  }

  private int newestTimeline() {
    SortedSet<Integer> timelines = new TreeSet<>(coverage.timelines());
    backups.forEach(backup -> timelines.add(backup.facts().timeline()));
    return timelines.last();
  }

  /**
   * Along which restores go: the line that the server is on now, and of other backups their own.
   */
  private Set<TimelineHistory> lines(int newest) {
    TimelineHistory newestLine = histories.apply(newest);
    Set<TimelineHistory> lines = new LinkedHashSet<>(List.of(newestLine));
    Set<Integer> others = new HashSet<>();
    for (BackupSummary backup : backups) {
      if (!backup.facts().liesOn(newestLine) && others.add(backup.facts().timeline())) {
        lines.add(histories.apply(backup.facts().timeline()));
      }
    }
    return lines;
  }

  private Stretches stretches(TimelineHistory line, List<BackupSummary> some) {
    return Stretches.along(line, some, coverage, times);
  }

  /** As far as they are promised; the last one for ever, if it is the one that the server is in. */
  private List<Stretch> promised(Stretches stretches, boolean goesOn) {
    int last = stretches.all().size() - 1;
    return IntStream.rangeClosed(0, last)
        .mapToObj(
            number -> {
              Stretch stretch = stretches.all().get(number);
              return goesOn && number == last ? stretch.until(FOR_EVER) : stretch;
            })
        .filter(stretch -> !stretch.latest().isBefore(from))
        .map(stretch -> new Stretch(later(stretch.earliest(), from), stretch.latest()))
        .toList();
  }

  /** The first instant of a stretch that lies in none of others. */
  private static Optional<Instant> firstOutside(List<Stretch> others, Stretch stretch) {
    Instant next = stretch.earliest();
    while (!next.isAfter(stretch.latest())) {
      Instant instant = next;
      Optional<Instant> reach =
          others.stream()
              .filter(other -> other.contains(instant))
              .map(Stretch::latest)
              .max(Instant::compareTo);
      if (reach.isEmpty()) {
        return Optional.of(instant);
      }
      if (!reach.get().isBefore(stretch.latest())) {
        return Optional.empty();
      }
      next = reach.get().plus(1, ChronoUnit.MICROS);
    }
    return Optional.empty();
  }

  private static Instant later(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }
}
