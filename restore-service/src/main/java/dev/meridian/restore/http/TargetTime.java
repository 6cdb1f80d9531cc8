package dev.meridian.restore.http;

import dev.meridian.messaging.problem.Refused;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the instant to restore to: ISO 8601 with an offset; without one it could be any of many.
 */
final class TargetTime {

  static final String EXAMPLE = "2026-11-22T11:59:59+01:00";

  private static final String AT = "target.at";

  private TargetTime() {}

  static Instant parse(@Nullable String text) {
    if (text == null) {
      throw Refused.invalid("target-invalid", "A point in time needs 'at', such as " + EXAMPLE)
          .field(AT);
    }
    return parse(text, AT);
  }

  /**
   * Reads the instant in a member of a request.
   *
   * @throws Refused {@code target-time-without-zone} or {@code target-invalid}, naming the member
   */
  static Instant parse(String text, String field) {
    try {
      // As exact as PostgreSQL's own times.
      return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
    } catch (DateTimeException e) {
      throw (hasNoOffset(text) ? withoutZone(text) : invalid(text)).field(field);
    }
  }

  private static boolean hasNoOffset(String text) {
    try {
      LocalDateTime.parse(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static Refused withoutZone(String text) {
    return Refused.invalid(
        "target-time-without-zone",
        "%s could be any of many instants; add an offset, as in %sZ or %s+01:00"
            .formatted(text, text, text));
  }

  private static Refused invalid(String text) {
    String quoted = text.length() > 64 ? text.substring(0, 64) + "…" : text;
    return Refused.invalid(
        "target-invalid",
        "'%s' isn't an ISO 8601 time with an offset, such as %s".formatted(quoted, EXAMPLE));
  }
}
