package dev.meridian.inventory.server;

import dev.meridian.messaging.problem.Refused;

/** The rule that only a server that runs can be changed. */
final class Readiness {

  private Readiness() {}

  /**
   * Makes sure that a server runs.
   *
   * @throws Refused {@code server-not-ready}
   */
  static void require(Server server) {
    if (!server.isReady()) {
      throw Refused.conflict(
              "server-not-ready",
              "Server %s is %s; this needs it to be %s"
                  .formatted(server.name(), server.status(), ServerStatus.Ready))
          .with("serverStatus", server.status().name());
    }
  }
}
