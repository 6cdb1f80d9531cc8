package dev.meridian.repository;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.repository.backup.Backups;
import dev.meridian.repository.sealing.UnsupportedFormat;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.wal.WalArchive;
import dev.meridian.repository.wal.WalCoverage;
import dev.meridian.repository.wal.WalRange;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whether the log is whole: from what the oldest backup needs first, along the line of descent of
 * every timeline, to that timeline's end. Reads listings and timeline histories.
 */
final class Continuity {

  private static final WalCoverage NOTHING = new WalCoverage(List.of());

  private final Backups backups;
  private final WalArchive wal;

  Continuity(Backups backups, WalArchive wal) {
    this.backups = backups;
    this.wal = wal;
  }

  /** What is missing up to the end of what is there. */
  List<WalRange> gaps() {
    return missing(NOTHING);
  }

  /** The objects of another archive of this log that have any of the gaps. */
  List<String> filling(WalArchive other) {
    return other.objectsWith(gaps());
  }

  /**
   * The objects of a copy that must be here and are not: of the log up to the copy's end, timeline
   * histories, restore points.
   */
  Set<String> lost(WalArchive copy) {
    // The copy first: what it has by then was here before.
    WalCoverage copied = copy.coverage();
    List<String> notes = copy.notes(Lsn.ZERO);
    Set<String> lost = new LinkedHashSet<>(notes);
    lost.removeAll(new HashSet<>(wal.notes(Lsn.ZERO)));
    Optional<Lsn> oldest = oldestNeeded();
    if (oldest.isEmpty()) {
      return Set.of();
    }
    lost.retainAll(new HashSet<>(copy.notes(oldest.get())));
    lost.addAll(copy.objectsWith(missing(copied)));
    return lost;
  }

  private List<WalRange> missing(WalCoverage copied) {
    WalCoverage there = wal.coverage();
    // Last: the log that expires in between is needed by no backup that is listed now.
    Optional<Lsn> oldest = oldestNeeded();
    if (oldest.isEmpty()) {
      return List.of();
    }
    Map<Integer, Lsn> ends = new TreeMap<>();
    for (WalCoverage each : List.of(there, copied)) {
      each.ranges().forEach(range -> ends.merge(range.timeline(), range.end(), Continuity::later));
    }
    Set<WalRange> missing = new LinkedHashSet<>();
    ends.forEach((timeline, end) -> missing.addAll(missing(there, timeline, oldest.get(), end)));
    return List.copyOf(missing);
  }

  private Collection<WalRange> missing(WalCoverage there, int timeline, Lsn from, Lsn to) {
    try {
      return there.missing(wal.history(timeline), from, to);
    } catch (DamagedObject | UnsupportedFormat e) {
      // Where it comes from isn't known, and whoever reads that object says so.
      Lsn known = there.ranges(timeline).stream().map(WalRange::start).findFirst().orElse(to);
      return there.missing(new TimelineHistory(timeline, List.of()), later(from, known), to);
    }
  }

  private Optional<Lsn> oldestNeeded() {
    return backups.list().stream()
        .map(backup -> backup.facts().firstNeeded())
        .min(Comparator.naturalOrder());
  }

  private static Lsn later(Lsn one, Lsn other) {
    return one.isBefore(other) ? other : one;
  }
}
