package dev.meridian.portal.server;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How long a restore may replay log, to choose from; inventory-service holds every choice against
 * its own rules.
 *
 * @param value an ISO 8601 duration
 */
record Objective(String value, String label) {

  private static final List<Duration> USUAL =
      Stream.concat(
              Stream.of(30L, 60L, 120L, 300L, 600L, 900L, 1800L).map(Duration::ofSeconds),
              Stream.of(1L, 2L, 4L, 8L, 12L, 24L).map(Duration::ofHours))
          .toList();

  /** The usual ones, and what a form has, if that is another one. */
  static List<Objective> all(@Nullable String filledIn) {
    List<Duration> all = new ArrayList<>(USUAL);
    parsed(filledIn).filter(own -> !all.contains(own)).ifPresent(all::add);
    all.sort(Comparator.naturalOrder());
    return all.stream().map(each -> new Objective(each.toString(), label(each))).toList();
  }

  /** As people say it; what is no duration stays as it is. */
  static String label(String value) {
    return parsed(value).map(Objective::label).orElse(value);
  }

  private static String label(Duration duration) {
    return String.join(
        " ",
        Stream.of(
                counted(duration.toHours(), "hour"),
                counted(duration.toMinutesPart(), "minute"),
                counted(duration.toSecondsPart(), "second"))
            .filter(part -> !part.isEmpty())
            .toList());
  }

  private static String counted(long count, String unit) {
    return count == 0 ? "" : "%d %s%s".formatted(count, unit, count == 1 ? "" : "s");
  }

  private static Optional<Duration> parsed(@Nullable String value) {
    try {
      return value == null ? Optional.empty() : Optional.of(Duration.parse(value));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }
}
