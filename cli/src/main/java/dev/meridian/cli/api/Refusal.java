package dev.meridian.cli.api;

import dev.meridian.cli.terminal.Failure;
import dev.meridian.cli.terminal.ValidWindow;
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
    return new Refusal(status, code + ": " + detail + ValidWindow.appended(problem, zone));
  }
}
