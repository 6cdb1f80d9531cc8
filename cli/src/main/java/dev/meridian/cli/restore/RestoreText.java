package dev.meridian.cli.restore;

import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Facts;
import dev.meridian.cli.terminal.Shown;
import dev.meridian.cli.terminal.Table;
import dev.meridian.cli.terminal.ValidWindow;
import tools.jackson.databind.JsonNode;

/** Restores as people see them. */
final class RestoreText {

  private RestoreText() {}

  static void facts(Session session, JsonNode restore) {
    Shown shown = session.shown(restore);
    new Facts()
        .add("restore", shown.text("/id"))
        .add("status", shown.text("/status"))
        .add("source", shown.text("/sourceServerName"))
        .add("data from", shown.text("/plannedFrom/serverName"))
        .add("new server", shown.text("/newServerName"))
        .add("target", target(shown))
        .add("phase", shown.phase())
        .add("done", progress(shown))
        .add("seconds left", shown.text("/estimatedSecondsLeft"))
        .add("replayed to", shown.time("/replayedTo"))
        .add("last commit in it", shown.time("/restoredTo"))
        .add("code", shown.text("/code"))
        .add("reason", shown.text("/reason"))
        .add("can be restored", ValidWindow.text(restore.path("window"), session.terminal().zone()))
        .add("backup", shown.text("/plan/backupId"))
        .add("last commit planned", shown.time("/plan/lastCommitAt"))
        .add("requested", shown.time("/requestedAt"))
        .add("completed", shown.time("/completedAt"))
        .print(session.terminal().out());
  }

  static void table(Session session, JsonNode restores) {
    Table table =
        new Table(
            "RESTORE",
            "SOURCE",
            "TARGET",
            "NEW SERVER",
            "STATUS",
            "PHASE",
            "SECONDS LEFT",
            "REQUESTED");
    for (JsonNode restore : restores.path("restores")) {
      Shown shown = session.shown(restore);
      table.row(
          shown.text("/id"),
          shown.text("/sourceServerName"),
          target(shown),
          shown.text("/newServerName"),
          shown.text("/status"),
          shown.phase(),
          shown.text("/estimatedSecondsLeft"),
          shown.time("/requestedAt"));
    }
    table.print(session.terminal().out());
  }

  private static String target(Shown restore) {
    return switch (restore.text("/target/kind")) {
      case "PointInTime" -> restore.time("/target/at");
      case "LogPosition" -> "position " + restore.text("/target/lsn");
      case "BeforeTransaction" -> "before transaction " + restore.text("/target/transactionId");
      case "AfterTransaction" -> "after transaction " + restore.text("/target/transactionId");
      case "NamedPoint" -> "restore point " + restore.text("/target/name");
      case "BackupEnd" -> "backup " + restore.text("/target/backupId");
      default -> "latest";
    };
  }

  private static String progress(Shown restore) {
    String total = restore.size("/bytesTotal");
    return total.equals(Shown.NOTHING) || total.equals("0 B")
        ? Shown.NOTHING
        : restore.size("/bytesDone") + " of " + total;
  }
}
