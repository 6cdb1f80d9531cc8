package dev.meridian.cli.terminal;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** An answer's members as people see them. */
public final class Shown {

  /** Stands where an answer says nothing. */
  public static final String NOTHING = "-";

  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};
  private static final double STEP = 1000;

  private final JsonNode answer;
  private final ZoneId zone;

  /** Shows an answer, with times in a zone. */
  public Shown(JsonNode answer, ZoneId zone) {
    this.answer = answer;
    this.zone = zone;
  }

  /** A member as text. */
  public String text(String pointer) {
    JsonNode value = answer.at(pointer);
    if (value.isMissingNode() || value.isNull()) {
      return NOTHING;
    }
    return value.isString() ? value.stringValue() : value.toString();
  }

  /**
   * A member that is a time: ISO 8601 in the zone, with its offset, so that it can be given back.
   */
  public String time(String pointer) {
    return time(text(pointer), zone);
  }

  /** A member that counts bytes. */
  public String size(String pointer) {
    JsonNode value = answer.at(pointer);
    return value.isNumber() ? size(value.longValue()) : NOTHING;
  }

  /** The phase that work is in, and what it can't get on without. */
  public String phase() {
    return answer.hasNonNull("waitingFor")
        ? text("/phase") + ", waiting for the " + text("/waitingFor")
        : text("/phase");
  }

  /** A time as {@link #time(String)} shows it; text that is no time stays as it is. */
  public static String time(String text, ZoneId zone) {
    try {
      return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
          OffsetDateTime.parse(text).atZoneSameInstant(zone));
    } catch (DateTimeException e) {
      return text;
    }
  }

  /** Bytes in the unit that suits them. */
  public static String size(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= STEP && unit < UNITS.length - 1) {
      value /= STEP;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }
}
