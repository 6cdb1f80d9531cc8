package dev.meridian.repository.wal;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of a server's WAL objects.
 *
 * @param serverFolder the server's folder, with {@code /} at its end
 */
record WalNames(String serverFolder) {

  private static final Pattern OBJECT = Pattern.compile("([0-9A-F]{16})-([0-9A-F]{16})");
  private static final Pattern POINT = Pattern.compile("([0-9A-F]{8})-([0-9A-F]{16})");
  private static final Pattern TIMELINE = Pattern.compile("[0-9A-F]{8}");

  String folder() {
    return serverFolder + "wal/";
  }

  String folder(int timeline) {
    return folder() + "%08X/".formatted(timeline);
  }

  String object(WalRange range) {
    return folder(range.timeline())
        + "%016X-%016X".formatted(range.start().position(), range.end().position());
  }

  String histories() {
    return serverFolder + "timelines/";
  }

  String history(int timeline) {
    return histories() + TimelineHistory.fileName(timeline);
  }

  String points() {
    return serverFolder + "restore-points/";
  }

  String point(int timeline, Lsn end) {
    return points() + "%08X-%016X".formatted(timeline, end.position());
  }

  /** Where a restore point lies, by the last part of its object's name; empty for what is none. */
  static Optional<PointPlace> pointPlace(String name) {
    Matcher matcher = POINT.matcher(name);
    return matcher.matches()
        ? Optional.of(
            new PointPlace(
                Integer.parseUnsignedInt(matcher.group(1), 16),
                new Lsn(Long.parseUnsignedLong(matcher.group(2), 16))))
        : Optional.empty();
  }

  /** Where a restore point lies: its timeline, and where its record ends. */
  record PointPlace(int timeline, Lsn end) {}

  /** The timeline of a folder; empty for a folder that is none. */
  static Optional<Integer> timeline(String folder) {
    return TIMELINE.matcher(folder).matches()
        ? Optional.of(Integer.parseUnsignedInt(folder, 16))
        : Optional.empty();
  }

  /** The range of an object by the last part of its name; empty for what is none. */
  static Optional<WalRange> range(int timeline, String name) {
    Matcher matcher = OBJECT.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Lsn start = new Lsn(Long.parseUnsignedLong(matcher.group(1), 16));
    Lsn end = new Lsn(Long.parseUnsignedLong(matcher.group(2), 16));
    return start.isBefore(end) ? Optional.of(new WalRange(timeline, start, end)) : Optional.empty();
  }
}
