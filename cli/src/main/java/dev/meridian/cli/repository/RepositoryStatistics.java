package dev.meridian.cli.repository;

import dev.meridian.cli.api.Api;
import dev.meridian.cli.api.Service;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Shown;
import dev.meridian.cli.terminal.Table;
import dev.meridian.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
    name = "stats",
    description = {
      "Says how much the repository holds of each server.",
      "SIZE is what restoring all its backups would write; BACKUPS STORED is less because unchanged pages are shared."
    },
    footer = {"%nFor example:", "  meridian repository stats"})
final class RepositoryStatistics implements Callable<Integer> {

  @Mixin private final Session session;

  RepositoryStatistics(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    JsonNode statistics =
        session
            .api(Service.BACKUP)
            .within(RepositoryCommand.LIMIT)
            .get(Api.path("repository", "statistics"));
    session.show(statistics, this::tell);
    Unread.requireNone(statistics, "what could be is measured");
    return 0;
  }

  private void tell(JsonNode statistics) {
    Table table =
        new Table(
            "SERVER",
            "REGION",
            "BACKUPS",
            "SIZE",
            "BACKUPS STORED",
            "SHARED",
            "LOG STORED",
            "OBJECTS");
    for (JsonNode server : statistics.path("servers")) {
      Shown shown = session.shown(server);
      table.row(
          shown.text("/server"),
          shown.text("/region"),
          shown.text("/backups"),
          shown.size("/logicalBytes"),
          shown.size("/backupBytes"),
          shown.size("/sharedBytes"),
          shown.size("/walBytes"),
          shown.text("/objects"));
    }
    table.print(session.terminal().out());
    Unread.tell(session, statistics);
  }
}
