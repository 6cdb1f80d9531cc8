package dev.meridian.cli.repository;

import dev.meridian.cli.api.Api;
import dev.meridian.cli.api.Service;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Shown;
import dev.meridian.cli.terminal.Table;
import dev.meridian.cli.terminal.Terminal;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
    name = "stats",
    description = {
      "Says how much the repository holds of each server.",
      "SIZE is what restoring all its backups would write; BACKUPS STORED is less because unchanged pages are shared.",
      "COPY STORED is what its copy in the paired region takes, COPY LACKS and COPY BEHIND how far that is behind."
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
            "OBJECTS",
            "COPY IN",
            "COPY STORED",
            "COPY LACKS",
            "COPY BEHIND");
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
          shown.text("/objects"),
          shown.text("/copy/region"),
          shown.size("/copy/bytes"),
          shown.size("/copy/lagBytes"),
          seconds(server.at("/copy/lagSeconds")));
    }
    if (statistics.path("servers").size() > 1) {
      total(table, session.shown(statistics.path("totals")));
    }
    table.print(session.terminal().out());
    Unread.tell(session, statistics);
  }

  private static void total(Table table, Shown totals) {
    table.row(
        "TOTAL",
        "",
        totals.text("/backups"),
        totals.size("/logicalBytes"),
        totals.size("/backupBytes"),
        totals.size("/sharedBytes"),
        totals.size("/walBytes"),
        totals.text("/objects"),
        "",
        totals.size("/copyBytes"),
        totals.size("/copyLagBytes"),
        "");
  }

  private static String seconds(JsonNode span) {
    return span.isNumber()
        ? String.format(Locale.ROOT, "%.1f s", span.doubleValue())
        : Shown.NOTHING;
  }
}
