package dev.meridian.cli.server;

import dev.meridian.cli.api.Api;
import dev.meridian.cli.api.Service;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "list",
    description = "Lists servers.",
    footer = {"%nFor example:", "  meridian server list", "  meridian server list -o json"})
final class ListServers implements Callable<Integer> {

  @Mixin private final Session session;

  @Option(
      names = "--dropped",
      description = "Lists those that were dropped: they stay restorable for their retention.")
  private boolean dropped;

  ListServers(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    String path = Api.path("servers") + (dropped ? "?state=dropped" : "");
    session.show(
        session.api(Service.INVENTORY).get(path), servers -> ServerText.table(session, servers));
    return 0;
  }
}
