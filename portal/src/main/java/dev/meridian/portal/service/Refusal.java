package dev.meridian.portal.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A service said no, with a problem detail (RFC 9457). */
public final class Refusal extends RuntimeException {

  private static final int NOT_FOUND = 404;
  private static final int FAILURES = 500;

  private final int status;
  private final String code;
  private final List<Fault> faults;
  private final String window;

  /**
   * One thing that is wrong.
   *
   * @param field of the request's body, such as {@code pricingTier.vCores}; empty when it is about
   *     none
   */
  public record Fault(String field, String message) {}

  private Refusal(int status, String code, String detail, List<Fault> faults, String window) {
    super(detail);
    this.status = status;
    this.code = code;
    this.faults = List.copyOf(faults);
    this.window = window;
  }

  static Refusal of(ServiceName service, int status, JsonNode problem) {
    String detail =
        problem
            .path("detail")
            .asString(
                problem
                    .path("title")
                    .asString("%s answered %d".formatted(service.title(), status)));
    List<Fault> faults = new ArrayList<>();
    for (JsonNode error : problem.path("errors")) {
      faults.add(new Fault(error.path("field").asString(""), error.path("message").asString("")));
    }
    if (faults.isEmpty()) {
      faults.add(new Fault(problem.path("field").asString(""), detail));
    }
    return new Refusal(
        status, problem.path("code").asString("http-" + status), detail, faults, window(problem));
  }

  private static String window(JsonNode problem) {
    if (!problem.hasNonNull("earliest") || !problem.hasNonNull("latest")) {
      return "";
    }
    StringBuilder text =
        new StringBuilder("It can be restored from ")
            .append(problem.path("earliest").asString(""))
            .append(" to ")
            .append(problem.path("latest").asString(""));
    for (JsonNode gap : problem.path("gaps")) {
      text.append(", but not between ").append(gap.path("from").asString("")).append(" and ");
      text.append(gap.hasNonNull("to") ? gap.path("to").asString("") : "now");
    }
    return text.append('.').toString();
  }

  /**
   * To when a server can be restored, in a sentence; empty where the service says nothing of it.
   */
  public Optional<String> window() {
    return window.isEmpty() ? Optional.empty() : Optional.of(window);
  }

  /** What people can read. */
  public String detail() {
    return String.valueOf(getMessage());
  }

  /** Stable, for programs. */
  public String code() {
    return code;
  }

  /** Of HTTP. */
  public int status() {
    return status;
  }

  /** Everything that is wrong; at least one. */
  public List<Fault> faults() {
    return faults;
  }

  /**
   * Whether something went wrong in the service: what was asked may have been taken all the same.
   */
  public boolean isFailure() {
    return status >= FAILURES;
  }

  /** Whether what was asked about isn't there. */
  public boolean isNotFound() {
    return status == NOT_FOUND;
  }
}
