package dev.meridian.cli.pricing;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;

/** How long a restore may replay log: an ISO 8601 duration, or what people write for one. */
public final class Objective implements ITypeConverter<String> {

  private static final Pattern FORM = Pattern.compile("(?=.)(\\d+h)?(\\d+m)?(\\d+s)?");

  /** Makes {@code PT5M} of {@code 5m}; the service says what is wrong with anything else. */
  @Override
  public String convert(String text) {
    return FORM.matcher(text).matches() ? "PT" + text.toUpperCase(Locale.ROOT) : text;
  }

  /** As people see it, and can give it back: {@code 5m} for {@code PT5M}. */
  public static String shown(String text) {
    try {
      return Duration.parse(text).toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    } catch (DateTimeParseException _) {
      return text;
    }
  }
}
