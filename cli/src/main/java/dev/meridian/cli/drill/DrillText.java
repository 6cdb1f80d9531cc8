package dev.meridian.cli.drill;

import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Facts;
import dev.meridian.cli.terminal.Shown;
import dev.meridian.cli.terminal.Table;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Drills as people see them. */
final class DrillText {

  private static final double MILLIS = 1000;

  private DrillText() {}

  static void facts(Session session, JsonNode drill) {
    Shown shown = session.shown(drill);
    new Facts()
        .add("drill", shown.text("/id"))
        .add("status", shown.text("/status"))
        .add("server", shown.text("/serverName"))
        .add("host", shown.text("/hostId"))
        .add("phase", shown.phase())
        .add("target", shown.time("/targetTime"))
        .add("restored in", took(drill))
        .add("last commit in it", shown.time("/findings/restoredTo"))
        .add("last heartbeat in it", shown.time("/findings/heartbeatAt"))
        .add("relations checked", checked(shown, "relations"))
        .add("pages checked", checked(shown, "pages"))
        .add("code", shown.text("/code"))
        .add("reason", shown.text("/reason"))
        .add("requested", shown.time("/requestedAt"))
        .add("ended", shown.time("/endedAt"))
        .print(session.terminal().out());
  }

  static void table(Session session, JsonNode answer) {
    session.tell(lastProven(session, answer.path("lastProven")));
    Table table = new Table("DRILL", "STATUS", "TARGET", "RESTORED IN", "REQUESTED", "REASON");
    for (JsonNode drill : answer.path("drills")) {
      Shown shown = session.shown(drill);
      table.row(
          shown.text("/id"),
          shown.text("/status"),
          shown.time("/targetTime"),
          took(drill),
          shown.time("/requestedAt"),
          shown.text("/reason"));
    }
    table.print(session.terminal().out());
  }

  private static String lastProven(Session session, JsonNode drill) {
    if (drill.isMissingNode()) {
      return "Never proven";
    }
    Shown shown = session.shown(drill);
    return "Last proven: %s, to %s, in %s"
        .formatted(shown.time("/endedAt"), shown.time("/targetTime"), took(drill));
  }

  private static String took(JsonNode drill) {
    JsonNode millis = drill.at("/findings/restoreMillis");
    return millis.isNumber()
        ? String.format(Locale.ROOT, "%.1f s", millis.doubleValue() / MILLIS)
        : Shown.NOTHING;
  }

  private static String checked(Shown shown, String what) {
    String total = shown.text("/findings/%sTotal".formatted(what));
    return total.equals(Shown.NOTHING)
        ? total
        : "%s of %s".formatted(shown.text("/findings/%sChecked".formatted(what)), total);
  }
}
