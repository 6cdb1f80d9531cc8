package dev.meridian.restore.operation;

import dev.meridian.messaging.problem.Refused;
import dev.meridian.restore.plan.Outcome;
import dev.meridian.restore.plan.Window;
import dev.meridian.restore.source.SourceServer;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What looking at a source and a target comes to.
 *
 * @param window what could be restored instead
 */
record Assessment(SourceServer source, Outcome outcome, Window window) {

  /** The refusal for an outcome that can't be. */
  Refused refusal(Outcome.Impossible why) {
    Refused refused =
        why.code().equals("nothing-to-restore-yet") || why.code().equals("wal-missing")
            ? Refused.conflict(why.code(), why.reason())
            : Refused.invalid(why.code(), why.reason()).field("target.at");
    return refused;
  }

  /** Adds the valid window to a refusal. */
  static Refused withWindow(Refused refused, Window window) {
    if (window.earliest() != null) {
      refused.with("earliest", window.earliest().toString());
    }
    if (window.latest() != null) {
      refused.with("latest", window.latest().toString());
    }
    return refused.with("gaps", gaps(window));
  }

  private static List<Map<String, String>> gaps(Window window) {
    return window.gaps().stream()
        .map(
            gap ->
                gap.to() == null
                    ? Map.of("from", gap.from().toString())
                    : Map.of(
                        "from",
                        gap.from().toString(),
                        "to",
                        Objects.requireNonNull(gap.to()).toString()))
        .toList();
  }
}
