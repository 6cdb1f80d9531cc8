package dev.meridian.cli.backup;

import dev.meridian.cli.api.Api;
import dev.meridian.cli.api.Service;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Shown;
import dev.meridian.cli.terminal.Table;
import dev.meridian.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
    name = "list",
    description = "Lists a server's backups.",
    footer = {"%nFor example:", "  meridian backup list shop"})
final class ListBackups implements Callable<Integer> {

  @Mixin private final Session session;

  @Parameters(paramLabel = "SERVER", description = "Its name or id; also of a dropped one.")
  private String server = "";

  ListBackups(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    session.show(
        session.api(Service.BACKUP).get(Api.path("servers", server, "backups")), this::table);
    return 0;
  }

  private void table(JsonNode backups) {
    Table table =
        new Table("BACKUP", "STATE", "WHY", "STARTED", "COMPLETED", "SIZE", "STORED", "FAILURE");
    for (JsonNode backup : backups.path("backups")) {
      Shown shown = session.shown(backup);
      table.row(
          shown.text("/id"),
          shown.text("/state"),
          shown.text("/reason"),
          shown.time("/startedAt"),
          shown.time("/completedAt"),
          shown.size("/logicalBytes"),
          shown.size("/storedBytes"),
          shown.text("/failure"));
    }
    table.print(session.terminal().out());
  }
}
