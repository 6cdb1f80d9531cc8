package dev.meridian.cli.server;

import dev.meridian.cli.api.Api;
import dev.meridian.cli.api.Service;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = "Shows all of one server.",
    footer = {"%nFor example:", "  meridian server show shop"})
final class ShowServer implements Callable<Integer> {

  @Mixin private final Session session;

  @Parameters(paramLabel = "SERVER", description = "Its name or id.")
  private String server = "";

  ShowServer(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    session.show(
        session.api(Service.INVENTORY).get(Api.path("servers", server)),
        found -> ServerText.facts(session, found));
    return 0;
  }
}
