package dev.meridian.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a timeline comes from: each ancestor and the position at which it was left, oldest first.
 * This is what PostgreSQL keeps in {@code 0000000N.history}; the first timeline has no such file
 * and an empty list here.
 *
 * @param timeline the timeline whose ancestry this is
 * @param branches its ancestors, with increasing ids and positions
 */
public record TimelineHistory(int timeline, List<Branch> branches) {

  /**
   * An ancestor, and where the next timeline branched off it.
   *
   * @param timeline the ancestor's id
   * @param end the first position that is no longer the ancestor's
   * @param reason PostgreSQL's own remark, on one line
   */
  public record Branch(int timeline, Lsn end, String reason) {}

  /**
   * @throws IllegalArgumentException when ids or positions do not increase
   */
  public TimelineHistory {
    branches = List.copyOf(branches);
    int earlier = 0;
    Lsn from = Lsn.ZERO;
    for (Branch branch : branches) {
      if (branch.timeline <= earlier || branch.end.isBefore(from)) {
        throw new IllegalArgumentException(
            "The history of timeline " + timeline + " is out of order at " + branch);
      }
      earlier = branch.timeline;
      from = branch.end;
    }
    if (timeline <= earlier) {
      throw new IllegalArgumentException(
          "Timeline " + timeline + " cannot descend from timeline " + earlier);
    }
  }

  /**
   * Reads the text of a history file: lines of timeline, position and remark, separated by white
   * space; empty lines and those that begin with {@code #} mean nothing.
   *
   * @throws IllegalArgumentException when a line has another form or the order is impossible
   */
  public static TimelineHistory parse(int timeline, String text) {
    List<Branch> branches = new ArrayList<>();
    for (String line : text.lines().map(String::strip).toList()) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        branches.add(parseLine(line));
      }
    }
    return new TimelineHistory(timeline, branches);
  }

  private static Branch parseLine(String line) {
    String[] parts = line.split("\\s+", 3);
    if (parts.length < 2) {
      throw new IllegalArgumentException(
          "Not a line of a timeline history (expected timeline, position, remark): " + line);
    }
    return new Branch(
        Integer.parseInt(parts[0]), Lsn.parse(parts[1]), parts.length == 3 ? parts[2] : "");
  }

  /** The text of the history file as PostgreSQL writes it. */
  public String format() {
    StringBuilder text = new StringBuilder();
    for (Branch branch : branches) {
      text.append(text.isEmpty() ? "" : "\n")
          .append(
              String.format(
                  Locale.ROOT,
                  "%d\t%X/%X\t%s\n",
                  branch.timeline,
                  branch.end.position() >>> 32,
                  branch.end.position() & 0xFFFF_FFFFL,
                  branch.reason));
    }
    return text.toString();
  }

  /** The name of a timeline's history file, {@code 00000002.history}. */
  public static String fileName(int timeline) {
    return String.format("%08X.history", timeline);
  }

  /** The timeline that owns the byte at {@code position} in this ancestry. */
  public int timelineAt(Lsn position) {
    for (Branch branch : branches) {
      if (position.isBefore(branch.end)) {
        return branch.timeline;
      }
    }
    return timeline;
  }

  /** Where {@code ancestor} was left; empty for this timeline itself and for strangers. */
  public Optional<Lsn> endOf(int ancestor) {
    return branches.stream().filter(b -> b.timeline == ancestor).map(Branch::end).findFirst();
  }

  /** Where this timeline itself begins; empty for the first one. */
  public Optional<Lsn> start() {
    return branches.isEmpty() ? Optional.empty() : Optional.of(branches.getLast().end);
  }
}
