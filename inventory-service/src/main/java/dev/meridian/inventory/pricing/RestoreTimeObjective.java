package dev.meridian.inventory.pricing;

import dev.meridian.messaging.problem.Refused;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** How long a restore may replay log: whole seconds, from 30 of them to a day. */
public final class RestoreTimeObjective {

  static final Duration USUAL = Duration.ofMinutes(5);

  /** The least that can be asked for. */
  public static final Duration SHORTEST = Duration.ofSeconds(30);

  /** The most that can be asked for. */
  public static final Duration LONGEST = Duration.ofHours(24);

  private RestoreTimeObjective() {}

  /**
   * The one that is asked for.
   *
   * @param asked an ISO 8601 duration
   * @throws Refused {@code restore-time-objective-invalid}
   */
  static Duration checked(@Nullable String asked) {
    if (asked == null) {
      throw refusal("nothing");
    }
    Duration duration;
    try {
      duration = Duration.parse(asked);
    } catch (DateTimeParseException _) {
      throw refusal(asked);
    }
    if (duration.getNano() != 0
        || duration.compareTo(SHORTEST) < 0
        || duration.compareTo(LONGEST) > 0) {
      throw refusal(asked);
    }
    return duration;
  }

  private static Refused refusal(String given) {
    return Refused.invalid(
            "restore-time-objective-invalid",
            "restoreTimeObjective is an ISO 8601 duration such as %s, in whole seconds from %s to %s; got %s"
                .formatted(USUAL, SHORTEST, LONGEST, given))
        .field("pricingTier.restoreTimeObjective");
  }
}
