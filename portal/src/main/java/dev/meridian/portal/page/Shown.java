package dev.meridian.portal.page;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How pages write times and sizes. The browser puts times into its own zone, where it may. */
public final class Shown {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Pattern INSTANT =
      Pattern.compile("\\b\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?Z\\b");
  private static final String[] UNITS = {"bytes", "KB", "MB", "GB", "TB"};
  private static final double STEP = 1000;

  /** With zone and seconds. */
  public String time(@Nullable Instant instant) {
    return instant == null ? "–" : TIME.format(instant);
  }

  /** As a field for date and time wants it, in UTC, down to the second. */
  public String field(@Nullable Instant instant) {
    return instant == null ? "" : LOCAL.format(instant.truncatedTo(ChronoUnit.SECONDS));
  }

  /**
   * A service's sentence in pieces: each time in it is one of its own, so that it is shown as all
   * times are.
   */
  public List<Piece> pieces(@Nullable String sentence) {
    List<Piece> pieces = new ArrayList<>();
    String text = sentence == null ? "" : sentence;
    Matcher matcher = INSTANT.matcher(text);
    int from = 0;
    while (matcher.find()) {
      Optional<Instant> at = instant(matcher.group());
      if (at.isPresent()) {
        pieces.add(new Piece(text.substring(from, matcher.start()), at.get()));
        from = matcher.end();
      }
    }
    pieces.add(new Piece(text.substring(from), null));
    return pieces;
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /**
   * Some text.
   *
   * @param at a time that follows it, if one does
   */
  public record Piece(String text, @Nullable Instant at) {}

  /** In the unit that fits. */
  public String bytes(@Nullable Long bytes) {
    if (bytes == null) {
      return "–";
    }
    double value = bytes;
    int unit = 0;
    while (value >= STEP && unit < UNITS.length - 1) {
      value /= STEP;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
  }
}
