package dev.meridian.cli.server;

import dev.meridian.cli.api.Api;
import dev.meridian.cli.api.Refusal;
import dev.meridian.cli.api.Service;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Failure;
import dev.meridian.cli.terminal.Terminal;
import dev.meridian.cli.terminal.Waiting;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "drop",
    description = {
      "Stops a server and deletes its data directory.",
      "It can still be restored, into a new server, for as long as its backup retention says."
    },
    footer = {"%nFor example:", "  meridian server drop shop --wait"})
final class DropServer implements Callable<Integer> {

  private static final String DROPPED = "Dropped";

  @Mixin private final Session session;
  @Mixin private final Waiting waiting = new Waiting();

  @Parameters(paramLabel = "SERVER", description = "Its name or id.")
  private String server = "";

  @Option(names = "--yes", description = "Doesn't ask. Only a person at a terminal is asked.")
  private boolean yes;

  DropServer(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    confirm();
    Api inventory = session.api(Service.INVENTORY);
    JsonNode dropping = inventory.send("DELETE", Api.path("servers", server), null, Map.of());
    JsonNode shown = waiting.isWanted() ? await(inventory, dropping) : dropping;
    session.show(shown, seen -> ServerText.facts(session, seen));
    return 0;
  }

  private void confirm() {
    Terminal.Prompt prompt = session.terminal().prompt();
    if (yes || prompt == null) {
      return;
    }
    String answer = prompt.line("Type the server's name to drop it: ");
    if (!server.equals(answer)) {
      throw new Failure("not-confirmed: %s was not dropped".formatted(server));
    }
  }

  private JsonNode await(Api inventory, JsonNode dropping) {
    String id = dropping.path("id").asString(server);
    return new Readiness(session, waiting)
        .await(
            () -> {
              try {
                return inventory.get(Api.path("servers", id));
              } catch (Refusal refusal) {
                if (refusal.isNotFound()) {
                  return ((ObjectNode) dropping).put("status", DROPPED);
                }
                throw refusal;
              }
            },
            seen -> Readiness.status(seen).equals(DROPPED));
  }
}
