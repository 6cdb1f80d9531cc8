package dev.meridian.cli.backup;

import dev.meridian.cli.api.Api;
import dev.meridian.cli.api.Json;
import dev.meridian.cli.api.Refusal;
import dev.meridian.cli.api.Service;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Facts;
import dev.meridian.cli.terminal.Failure;
import dev.meridian.cli.terminal.Shown;
import dev.meridian.cli.terminal.Terminal;
import dev.meridian.cli.terminal.Waiting;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
    name = "create",
    description = "Takes a backup now.",
    footer = {"%nFor example:", "  meridian backup create shop --wait"})
final class CreateBackup implements Callable<Integer> {

  @Mixin private final Session session;
  @Mixin private final Waiting waiting = new Waiting();

  @Parameters(paramLabel = "SERVER", description = "Its name or id.")
  private String server = "";

  CreateBackup(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    Api backups = session.api(Service.BACKUP);
    JsonNode requested = backups.post(Api.path("servers", server, "backups"), null);
    String id = requested.path("backupId").asString("");
    if (!waiting.isWanted()) {
      session.show(requested, asked -> session.tell("Backup " + id + " is on its way"));
      return 0;
    }
    JsonNode backup =
        waiting.until("The backup", () -> look(backups, id), CreateBackup::hasEnded, seen -> {});
    if (state(backup).equals("Failed")) {
      throw new Failure(
          "%s: %s"
              .formatted(
                  backup.path("code").asString("backup-failed"),
                  backup.path("failure").asString("the backup failed, without a reason")));
    }
    session.show(backup, this::facts);
    return 0;
  }

  /** The backup; one that was only just asked for may not be known yet. */
  private JsonNode look(Api backups, String id) {
    try {
      return backups.get(Api.path("servers", server, "backups", id));
    } catch (Refusal refusal) {
      if (refusal.isNotFound()) {
        return Json.object();
      }
      throw refusal;
    }
  }

  private static boolean hasEnded(JsonNode backup) {
    return !state(backup).isEmpty() && !state(backup).equals("Running");
  }

  private static String state(JsonNode backup) {
    return backup.path("state").asString("");
  }

  private void facts(JsonNode backup) {
    Shown shown = session.shown(backup);
    new Facts()
        .add("backup", shown.text("/id"))
        .add("state", shown.text("/state"))
        .add("started", shown.time("/startedAt"))
        .add("completed", shown.time("/completedAt"))
        .add("size", shown.size("/logicalBytes"))
        .add("stored", shown.size("/storedBytes"))
        .print(session.terminal().out());
  }
}
