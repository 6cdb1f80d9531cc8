package dev.meridian.portal.page;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How pages write times and sizes. The browser puts times into its own zone, where it may. */
public final class Shown {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
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
