package dev.meridian.cli.api;

import dev.meridian.cli.terminal.Failure;
import dev.meridian.cli.terminal.Shown;
import java.time.ZoneId;
import tools.jackson.databind.JsonNode;

/** A service answered with a problem detail (RFC 9457). */
public final class Refusal extends Failure {

  private static final int NOT_FOUND = 404;

  private final int status;

  private Refusal(int status, String message) {
    super(message);
    this.status = status;
  }

  /** Whether what was asked about isn't there. */
  public boolean isNotFound() {
    return status == NOT_FOUND;
  }

  static Refusal of(int status, JsonNode problem, Service service, ZoneId zone) {
    String code = problem.path("code").asString("http-" + status);
    String title = problem.path("title").asString(service.title() + " answered HTTP " + status);
    String detail = problem.path("detail").asString(title);
    return new Refusal(status, code + ": " + detail + window(problem, zone));
  }

  /** The valid window, where the problem tells it: what would work. */
  private static String window(JsonNode problem, ZoneId zone) {
    Shown shown = new Shown(problem, zone);
    if (shown.text("/earliest").equals(Shown.NOTHING)) {
      return "";
    }
    StringBuilder window =
        new StringBuilder(" (can be restored: from ")
            .append(shown.time("/earliest"))
            .append(" to ")
            .append(shown.time("/latest"));
    for (JsonNode gap : problem.path("gaps")) {
      Shown edges = new Shown(gap, zone);
      window.append(", but not between ").append(edges.time("/from")).append(" and ");
      window.append(gap.hasNonNull("to") ? edges.time("/to") : "now");
    }
    return window.append(')').toString();
  }
}
