package dev.meridian.restore.http;

import dev.meridian.messaging.problem.Refused;
import dev.meridian.postgres.Lsn;
import dev.meridian.restore.operation.ListCommits;
import dev.meridian.restore.plan.LineLog;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads from a request which commits it is about. */
final class CommitRange {

  private static final int DEFAULT_LIMIT = 100;
  private static final int HIGHEST_LIMIT = 1000;

  /** A plus sign that was put into an address as it is. */
  private static final Pattern LOST_PLUS = Pattern.compile(" (?=\\d\\d:\\d\\d$)");

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");

  private CommitRange() {}

  /**
   * Reads it.
   *
   * @param to null for the end of the archive
   * @param limit null for the default
   * @param next as the answer before this one said it; null for the beginning
   * @throws Refused naming the parameter that is wrong
   */
  static ListCommits.Range parse(
      @Nullable String from, @Nullable String to, @Nullable String limit, @Nullable String next) {
    if (from == null) {
      throw Refused.invalid(
              "target-invalid", "Commits are listed from a time on, such as " + TargetTime.EXAMPLE)
          .field("from");
    }
    Instant begin = within(instant(from, "from"));
    Instant end = to == null ? LineLog.END_OF_TIME : within(instant(to, "to"));
    if (end.isBefore(begin)) {
      throw Refused.invalid(
              "range-invalid", "'to' is %s, which is before 'from', %s".formatted(end, begin))
          .field("to");
    }
    return new ListCommits.Range(begin, end, limit(limit), next == null ? null : position(next));
  }

  private static Instant instant(String text, String field) {
    return TargetTime.parse(LOST_PLUS.matcher(text).replaceFirst("+"), field);
  }

  /** No transaction ends before or after: as good as any instant further away. */
  private static Instant within(Instant at) {
    if (at.isBefore(Instant.EPOCH)) {
      return Instant.EPOCH;
    }
    return at.isAfter(LineLog.END_OF_TIME) ? LineLog.END_OF_TIME : at;
  }

  private static int limit(@Nullable String text) {
    int limit =
        text == null ? DEFAULT_LIMIT : NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > HIGHEST_LIMIT) {
      throw Refused.invalid(
              "limit-invalid",
              "From 1 to %d commits are listed at once; %d without a limit"
                  .formatted(HIGHEST_LIMIT, DEFAULT_LIMIT))
          .field("limit");
    }
    return limit;
  }

  private static Lsn position(String text) {
    try {
      return Lsn.parse(text);
    } catch (IllegalArgumentException e) {
      throw Refused.invalid(
              "next-invalid",
              "To go on, give the 'next' of the answer before, a log position such as 16/B374D848")
          .field("next");
    }
  }
}
