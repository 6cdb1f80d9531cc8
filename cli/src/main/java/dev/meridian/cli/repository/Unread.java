package dev.meridian.cli.repository;

import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Failure;
import tools.jackson.databind.JsonNode;

/** What an answer names as parts of the repositories that could not be read. */
final class Unread {

  private Unread() {}

  /** Shows each of them to people. */
  static void tell(Session session, JsonNode answer) {
    for (JsonNode unread : answer.path("unread")) {
      session.tell(
          "Cannot read %s in %s: %s"
              .formatted(
                  unread.path("serverId").asString("the repository"),
                  unread.path("region").asString(""),
                  unread.path("why").asString("")));
    }
  }

  /**
   * Fails if there are any.
   *
   * @param rest what became of the others
   */
  static void requireNone(JsonNode answer, String rest) {
    int unread = answer.path("unread").size();
    if (unread > 0) {
      throw new Failure(
          "repository-unread: not all of the repositories could be read (parts left out: %d); %s"
              .formatted(unread, rest));
    }
  }
}
