package dev.meridian.backup.copy;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an object's name says of the log in it: docs/repository-format.md, "Names".
 *
 * @param timeline as the name has it
 * @param start position of the first byte
 * @param end position after the last one
 */
record CopiedLog(String timeline, long start, long end) {

  private static final long SPAN_BYTES = 16L << 20;

  private static final Pattern NAME =
      Pattern.compile(".*/wal/([0-9A-F]{8})/([0-9A-F]{16})-([0-9A-F]{16})");

  /** A stretch of a timeline that no object of the log reaches beyond. */
  record Span(String timeline, long number) {

    /** Where the one before it begins, as the names of log objects have it. */
    String startOfOneBefore() {
      return "%016X".formatted(Math.max(0, number - 1) * SPAN_BYTES);
    }
  }

  /** Empty for an object that holds no log. */
  static Optional<CopiedLog> of(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches()
        ? Optional.of(
            new CopiedLog(
                matcher.group(1),
                Long.parseUnsignedLong(matcher.group(2), 16),
                Long.parseUnsignedLong(matcher.group(3), 16)))
        : Optional.empty();
  }

  /** Where it lies, and everything that it can be a part of. */
  Span span() {
    return new Span(timeline, Long.divideUnsigned(start, SPAN_BYTES));
  }

  /** Whether all of it is in a larger one. */
  boolean isPartOf(CopiedLog whole) {
    return !equals(whole)
        && timeline.equals(whole.timeline)
        && Long.compareUnsigned(whole.start, start) <= 0
        && Long.compareUnsigned(end, whole.end) <= 0;
  }
}
