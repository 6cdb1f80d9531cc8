package dev.meridian.cli.repository;

import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Failure;
import dev.meridian.cli.terminal.Shown;
import dev.meridian.cli.terminal.Table;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What came of verifications, as people see it, and whether that fails a command. */
final class VerificationText {

  private VerificationText() {}

  static boolean isRunning(JsonNode verification) {
    return state(verification).equals("Running");
  }

  private static String state(JsonNode verification) {
    return verification.path("state").asString("");
  }

  /** What one server's came to. */
  static void tell(Session session, String server, JsonNode result, boolean sample) {
    if (state(result).equals("Good")) {
      session.tell(
          (sample ? "What was read of " : "All that the repository holds of ")
              + server
              + " is as it was written");
    }
    for (JsonNode healed : result.path("healed")) {
      session.tell("healed: " + healed.path("message").asString(""));
    }
    for (JsonNode finding : result.path("findings")) {
      session.tell(finding(finding));
    }
  }

  private static String finding(JsonNode finding) {
    return finding.path("code").asString("") + ": " + finding.path("message").asString("");
  }

  /** A line for each server, and below what is wrong. */
  static void table(Session session, JsonNode verifications) {
    Table table =
        new Table(
            "SERVER", "REGION", "STATE", "READ", "OBJECTS", "SIZE", "ENDED", "HEALED", "FINDINGS");
    for (JsonNode each : verifications) {
      Shown shown = session.shown(each);
      table.row(
          shown.text("/server"),
          shown.text("/region"),
          shown.text("/state"),
          shown.text("/scope"),
          shown.text("/objects"),
          shown.size("/bytes"),
          shown.time("/endedAt"),
          String.valueOf(each.path("healed").size()),
          String.valueOf(each.path("findings").size()));
    }
    table.print(session.terminal().out());
    for (JsonNode each : verifications) {
      String server = session.shown(each).text("/server");
      for (JsonNode finding : each.path("findings")) {
        session.tell(server + ": " + finding(finding));
      }
      if (each.hasNonNull("failure")) {
        session.tell(server + " could not be read: " + each.path("failure").asString(""));
      }
    }
  }

  /** Fails unless one server's archive could be read. */
  static void requireRead(JsonNode result) {
    if (state(result).equals("Failed")) {
      throw new Failure(
          "verification-failed: " + result.path("failure").asString("without a reason"));
    }
  }

  /** Fails unless one server's archive is well. */
  static void requireGood(String server, JsonNode result) {
    if (!state(result).equals("Good")) {
      throw new Failure(
          "archive-damaged: not all that the repository holds of %s is as it was written (findings: %d)"
              .formatted(server, result.path("findings").size()));
    }
  }

  /** Fails if any of these archives isn't well, or could not be read. */
  static void requireGood(JsonNode verifications) {
    List<String> damaged = in("Damaged", verifications);
    List<String> unread = in("Failed", verifications);
    if (!damaged.isEmpty()) {
      throw new Failure(
          "archive-damaged: of %d archives, not as written: %s%s"
              .formatted(
                  verifications.size(),
                  String.join(", ", damaged),
                  unread.isEmpty() ? "" : "; could not be read: " + String.join(", ", unread)));
    }
    if (!unread.isEmpty()) {
      throw new Failure(
          "verification-failed: of %d archives, could not be read: %s"
              .formatted(verifications.size(), String.join(", ", unread)));
    }
  }

  private static List<String> in(String state, JsonNode verifications) {
    return verifications.values().stream()
        .filter(each -> state(each).equals(state))
        .map(each -> each.path("server").asString(""))
        .toList();
  }
}
