package dev.meridian.cli.backup;

import dev.meridian.cli.api.Api;
import dev.meridian.cli.api.Service;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Facts;
import dev.meridian.cli.terminal.Shown;
import dev.meridian.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
    name = "window",
    description = "Says to which times a server can be restored.",
    footer = {"%nFor example:", "  meridian backup window shop"})
final class ShowWindow implements Callable<Integer> {

  @Mixin private final Session session;

  @Parameters(paramLabel = "SERVER", description = "Its name or id; also of a dropped one.")
  private String server = "";

  ShowWindow(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    session.show(
        session.api(Service.BACKUP).get(Api.path("servers", server, "restore-window")),
        this::facts);
    return 0;
  }

  private void facts(JsonNode window) {
    Shown shown = session.shown(window);
    if (shown.text("/earliest").equals(Shown.NOTHING)) {
      session.tell("Nothing can be restored yet: the first backup isn't complete");
      return;
    }
    new Facts()
        .add("earliest", shown.time("/earliest"))
        .add("latest commit", shown.time("/latest"))
        .add("covered until", shown.time("/coveredUntil"))
        .print(session.terminal().out());
    for (JsonNode gap : window.path("gaps")) {
      Shown edges = session.shown(gap);
      String to = gap.hasNonNull("to") ? edges.time("/to") : "now";
      session.tell("not between " + edges.time("/from") + " and " + to);
    }
  }
}
