package dev.meridian.inventory.pricing;

import dev.meridian.messaging.problem.Refused;

/** What a commit waits for. */
public enum Durability {
  /** The server itself. */
  Asynchronous,
  /** The repository: what was committed is never lost with the server. */
  Synchronous;

  /**
   * The one of this name.
   *
   * @throws Refused {@code durability-invalid}
   */
  public static Durability named(String name) {
    for (Durability each : values()) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    throw Refused.invalid(
            "durability-invalid", "durability is Asynchronous or Synchronous; got " + name)
        .field("durability");
  }
}
