package dev.meridian.cli.drill;

import dev.meridian.cli.api.Api;
import dev.meridian.cli.api.Service;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "list",
    description = "Says when a server was proven last, and lists its drills, the newest first.",
    footer = {"%nFor example:", "  meridian drill list shop"})
final class ListDrills implements Callable<Integer> {

  @Mixin private final Session session;

  @Parameters(paramLabel = "SERVER", description = "Its name or id; also a dropped one's.")
  private String server = "";

  ListDrills(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    session.show(
        session.api(Service.RESTORE).get(Api.path("servers", server, "drills")),
        drills -> DrillText.table(session, drills));
    return 0;
  }
}
