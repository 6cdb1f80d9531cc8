package dev.meridian.host.restore;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server that recovers says that it needs as much of as its source had: connections, worker
 * processes and the like, which bound what the log can be about (PostgreSQL, {@code
 * RecoveryRequiresIntParameter} in {@code xlogrecovery.c}; "Hot Standby", administrator's
 * overview).
 */
final class RequiredCounts {

  private static final Pattern TOO_FEW =
      Pattern.compile(
          "(\\w+) = \\d+ is a lower setting than on the primary server, where its value was (\\d+)");

  private RequiredCounts() {}

  /** The settings by name, with what they must be at least. */
  static Map<String, Long> in(String log) {
    Map<String, Long> counts = new LinkedHashMap<>();
    Matcher matcher = TOO_FEW.matcher(log);
    while (matcher.find()) {
      counts.merge(matcher.group(1), Long.parseLong(matcher.group(2)), Math::max);
    }
    return counts;
  }
}
