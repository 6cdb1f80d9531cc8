package dev.meridian.restore.operation;

import dev.meridian.restore.plan.Outcome;
import dev.meridian.restore.plan.Window;
import dev.meridian.restore.source.Birth;
import dev.meridian.restore.source.SourceServer;
import java.time.Instant;
import java.util.List;

/** A server, the one that its data came from, and where they parted. */
record Descent(SourceServer server, SourceServer origin, Birth birth) {

  /** What becomes of a target that was looked for in the origin's archive, or further back. */
  ThroughOrigin through(Assessment found) {
    ThroughOrigin further = found.through();
    return further == null || found.outcome() instanceof Outcome.Impossible
        ? new ThroughOrigin(
            origin,
            birth.asOf(),
            shared(found.window()),
            "planned from %s%s".formatted(origin.name(), ofWhich()))
        : new ThroughOrigin(
            further.holder(), further.asOf(), further.window(), further.explanation() + ofWhich());
  }

  private String ofWhich() {
    return ", of which %s is a restore%s".formatted(server.name(), asOf());
  }

  /** For people: the server was restored as of then, with a space before it; empty if unknown. */
  String asOf() {
    return birth.asOf() == null ? "" : " as of " + birth.asOf();
  }

  /** What of the origin's window lies before they parted. */
  private Window shared(Window window) {
    Instant asOf = birth.asOf();
    Instant earliest = window.earliest();
    Instant latest = window.latest();
    if (earliest == null || latest == null || asOf == null || !latest.isAfter(asOf)) {
      return window;
    }
    List<Window.Gap> gaps =
        window.gaps().stream().filter(gap -> gap.from().isBefore(asOf)).toList();
    return earliest.isAfter(asOf) ? Window.NONE : new Window(earliest, asOf, gaps);
  }
}
