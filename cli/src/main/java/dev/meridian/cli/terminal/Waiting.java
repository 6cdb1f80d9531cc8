package dev.meridian.cli.terminal;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.databind.JsonNode;

/** Whether a command waits for the end of what it began, and how. */
public final class Waiting {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Option(names = "--wait", description = "Waits until it is done, or has failed.")
  private boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "1h",
      converter = Span.class,
      description = "How long to wait at most, such as 90s, 10m, 2h (default: ${DEFAULT-VALUE}).")
  private Duration timeout = Duration.ofHours(1);

  /** Whether somebody wants to wait. */
  public boolean isWanted() {
    return wait;
  }

  /**
   * Looks again and again until it is done. A service that can't be reached for up to 30 seconds is
   * waited for.
   *
   * @param what what is waited for, for the failure when time is up
   * @param each is shown every look
   */
  public JsonNode until(
      String what, Supplier<JsonNode> look, Predicate<JsonNode> done, Consumer<JsonNode> each) {
    long begin = System.nanoTime();
    long lastSeen = begin;
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        JsonNode seen = look.get();
        lastSeen = System.nanoTime();
        each.accept(seen);
        if (done.test(seen)) {
          return seen;
        }
      } catch (Failure failure) {
        if (failure.exitCode() != Failure.UNREACHABLE || since(lastSeen).compareTo(PATIENCE) > 0) {
          throw failure;
        }
      }
      if (since(begin).compareTo(timeout) > 0) {
        throw new Failure(
            "wait-timed-out: %s isn't done after %d s; it goes on without this command"
                .formatted(what, timeout.toSeconds()));
      }
      sleep(pause);
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  private static void sleep(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted: what was begun goes on without this command");
    }
  }

  /** Reads {@code 90s}, {@code 10m} or {@code 2h}. */
  static final class Span implements ITypeConverter<Duration> {

    private static final Pattern FORM = Pattern.compile("(\\d{1,6})([smh])");

    @Override
    public Duration convert(String text) {
      Matcher form = FORM.matcher(text);
      if (!form.matches()) {
        throw new TypeConversionException(text + " isn't a time span such as 90s, 10m or 2h");
      }
      long count = Long.parseLong(form.group(1));
      return switch (form.group(2)) {
        case "s" -> Duration.ofSeconds(count);
        case "m" -> Duration.ofMinutes(count);
        default -> Duration.ofHours(count);
      };
    }
  }
}
