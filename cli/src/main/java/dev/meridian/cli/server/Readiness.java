package dev.meridian.cli.server;

import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Failure;
import dev.meridian.cli.terminal.Waiting;
import java.util.function.Predicate;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** Waits for a server to become what was asked for. */
final class Readiness {

  private final Session session;
  private final Waiting waiting;
  private String told = "";

  Readiness(Session session, Waiting waiting) {
    this.session = session;
    this.waiting = waiting;
  }

  /**
   * Waits until the server is as wanted.
   *
   * @throws Failure when the server has failed
   */
  JsonNode await(Supplier<JsonNode> look, Predicate<JsonNode> wanted) {
    JsonNode server =
        waiting.until(
            "The server",
            look,
            seen -> wanted.test(seen) || status(seen).equals("Failed"),
            this::tell);
    if (!wanted.test(server)) {
      throw new Failure(
          "server-failed: "
              + server.path("statusReason").asString("the server has failed, without a reason"));
    }
    return server;
  }

  static String status(JsonNode server) {
    return server.path("status").asString("");
  }

  private void tell(JsonNode server) {
    String status = status(server);
    if (!status.equals(told)) {
      told = status;
      session.terminal().err().println(server.path("name").asString("server") + ": " + status);
    }
  }
}
