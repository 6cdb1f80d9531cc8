package dev.meridian.repository.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which bytes of the log an archive has: unbroken ranges, and the gaps between them.
 *
 * @param ranges in ascending order of timeline and position; no two of a timeline touch or overlap
 */
public record WalCoverage(List<WalRange> ranges) {

  /** Copies the list. */
  public WalCoverage {
    ranges = List.copyOf(ranges);
  }

  /** The coverage of objects in any order, which may overlap. */
  public static WalCoverage of(Collection<WalRange> objects) {
    Map<Integer, List<WalRange>> merged = new TreeMap<>();
    List<WalRange> sorted = new ArrayList<>(objects);
    sorted.sort(Comparator.comparing(WalRange::start));
    for (WalRange object : sorted) {
      List<WalRange> before = merged.computeIfAbsent(object.timeline(), t -> new ArrayList<>());
      if (before.isEmpty() || before.getLast().end().isBefore(object.start())) {
        before.add(object);
      } else if (before.getLast().end().isBefore(object.end())) {
        WalRange last = before.removeLast();
        before.add(new WalRange(last.timeline(), last.start(), object.end()));
      }
    }
    return new WalCoverage(merged.values().stream().flatMap(List::stream).toList());
  }

  /** The timelines that there is anything of. */
  public SortedSet<Integer> timelines() {
    SortedSet<Integer> timelines = new TreeSet<>();
    ranges.forEach(range -> timelines.add(range.timeline()));
    return timelines;
  }

  /** The ranges of one timeline, ascending. */
  public List<WalRange> ranges(int timeline) {
    return ranges.stream().filter(range -> range.timeline() == timeline).toList();
  }

  /** What is missing between the ranges of one timeline, ascending. */
  public List<WalRange> gaps(int timeline) {
    List<WalRange> of = ranges(timeline);
    List<WalRange> gaps = new ArrayList<>();
    for (int next = 1; next < of.size(); next++) {
      gaps.add(new WalRange(timeline, of.get(next - 1).end(), of.get(next).start()));
    }
    return gaps;
  }

  /**
   * What is missing along a line of descent between two positions, ascending.
   *
   * @param to in the line's own timeline
   */
  public List<WalRange> missing(TimelineHistory line, Lsn from, Lsn to) {
    List<WalRange> missing = new ArrayList<>();
    for (LineSpan span : LineSpan.of(line)) {
      Lsn position = later(from, span.start());
      Lsn end = to.isBefore(span.end()) ? to : span.end();
      for (WalRange range : ranges(span.timeline())) {
        if (position.isBefore(range.start()) && position.isBefore(end)) {
          Lsn next = range.start().isBefore(end) ? range.start() : end;
          missing.add(new WalRange(span.timeline(), position, next));
        }
        position = later(position, range.end());
      }
      if (position.isBefore(end)) {
        missing.add(new WalRange(span.timeline(), position, end));
      }
    }
    return missing;
  }

  private static Lsn later(Lsn one, Lsn other) {
    return one.isBefore(other) ? other : one;
  }

  /** The position after the last byte of a timeline. */
  public Optional<Lsn> end(int timeline) {
    List<WalRange> of = ranges(timeline);
    return of.isEmpty() ? Optional.empty() : Optional.of(of.getLast().end());
  }

  /** Whether all of {@code range} is there. */
  public boolean contains(WalRange range) {
    return ranges.stream().anyMatch(mine -> mine.contains(range));
  }

  /**
   * How far the log is there without a gap from {@code from} on, along a line of descent; {@code
   * from} itself if its byte is missing.
   */
  public Lsn unbrokenFrom(TimelineHistory line, Lsn from) {
    Lsn position = from;
    for (LineSpan span : LineSpan.of(line)) {
      if (position.isBefore(span.end())) {
        Lsn reached = position;
        for (WalRange range : ranges(span.timeline())) {
          if (!reached.isBefore(range.start()) && reached.isBefore(range.end())) {
            reached = range.end();
          }
        }
        if (reached.isBefore(span.end())) {
          return reached;
        }
        position = span.end();
      }
    }
    return position;
  }

  /** Where a line of descent's log goes on after a position of which the byte is missing. */
  public Optional<Lsn> nextAfter(TimelineHistory line, Lsn position) {
    for (LineSpan span : LineSpan.of(line)) {
      for (WalRange range : ranges(span.timeline())) {
        Lsn start = later(range.start(), span.start());
        if (position.isBefore(start) && start.isBefore(range.end()) && start.isBefore(span.end())) {
          return Optional.of(start);
        }
      }
    }
    return Optional.empty();
  }
}
