package dev.meridian.inventory.rules;

import dev.meridian.messaging.problem.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Everything that is wrong with one request, so that it can be mended in one go. */
public final class Findings {

  private final List<Refused> found = new ArrayList<>();

  /** Notes that something is wrong. */
  public void add(Refused refusal) {
    found.add(refusal);
  }

  /** Notes what a rule finds, if it finds something. */
  public void require(Runnable rule) {
    try {
      rule.run();
    } catch (Refused refusal) {
      add(refusal);
    }
  }

  /** What a rule makes of the request; empty where it refuses, which is noted. */
  public <T> Optional<T> check(Supplier<T> rule) {
    try {
      return Optional.of(rule.get());
    } catch (Refused refusal) {
      add(refusal);
      return Optional.empty();
    }
  }

  /**
   * Refuses if anything was found.
   *
   * @throws Refused the first finding; its fact {@code errors} holds field, code and message of
   *     every one
   */
  public void refuseIfAny() {
    if (!found.isEmpty()) {
      throw found.getFirst().with("errors", found.stream().map(Findings::error).toList());
    }
  }

  private static Map<String, Object> error(Refused refusal) {
    return Map.of(
        "field", refusal.facts().getOrDefault("field", ""),
        "code", refusal.code(),
        "message", refusal.reason());
  }
}
