package dev.meridian.backup.copy;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of the log by its object's name.
 *
 * @param folder that of its timeline
 * @param end where what follows begins
 */
record LogObject(String folder, long start, long end) {

  private static final Pattern NAME =
      Pattern.compile("(.*/wal/[0-9A-F]{8}/)([0-9A-F]{16})-([0-9A-F]{16})");

  static Optional<LogObject> parse(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches()
        ? Optional.of(
            new LogObject(
                matcher.group(1),
                Long.parseUnsignedLong(matcher.group(2), 16),
                Long.parseUnsignedLong(matcher.group(3), 16)))
        : Optional.empty();
  }

  /**
   * Whether others of its timeline show that it should be there: some of the log before its end is,
   * and not all of its own.
   */
  boolean isMissedIn(Collection<String> names) {
    List<LogObject> others =
        names.stream()
            .filter(name -> name.startsWith(folder))
            .map(LogObject::parse)
            .flatMap(Optional::stream)
            .sorted((one, other) -> Long.compareUnsigned(one.start, other.start))
            .toList();
    boolean begun = false;
    long covered = start;
    for (LogObject other : others) {
      begun |= Long.compareUnsigned(other.start, end) < 0;
      if (Long.compareUnsigned(other.start, covered) <= 0
          && Long.compareUnsigned(other.end, covered) > 0) {
        covered = other.end;
      }
    }
    return begun && Long.compareUnsigned(covered, end) < 0;
  }
}
