package dev.meridian.cli.restore;

import dev.meridian.cli.api.Api;
import dev.meridian.cli.api.Json;
import dev.meridian.cli.api.Refusal;
import dev.meridian.cli.api.Service;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Failure;
import dev.meridian.cli.terminal.Terminal;
import dev.meridian.cli.terminal.Waiting;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
    name = "cancel",
    description = {
      "Gives a restore up, at whatever phase it is.",
      "Nothing of it is left: no server, no name, no file, no port. One that is completed stays; drop its server instead."
    },
    footer = {
      "%nFor example:",
      "  meridian restore cancel 0198a4d2-6f1e-7c3b-9d55-0a4f6e1b2c3d --wait"
    })
final class CancelRestore implements Callable<Integer> {

  /** Servers in these have no name of their own any more. */
  private static final Set<String> NAMELESS = Set.of("Failed", "Dropped");

  @Mixin private final Session session;
  @Mixin private final Waiting waiting = new Waiting();

  @Parameters(paramLabel = "RESTORE", description = "Its id.")
  private String restore = "";

  CancelRestore(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    Api restores = session.api(Service.RESTORE);
    String path = Api.path("restores", restore);
    JsonNode seen =
        restores.send("POST", Api.path("restores", restore, "cancel"), Json.object(), Map.of());
    if (waiting.isWanted()) {
      seen =
          waiting.until(
              "The cancellation",
              () -> restores.get(path),
              found -> CreateRestore.ENDS.contains(found.path("status").asString("")),
              _ -> {});
      if (seen.path("status").asString("").equals("Completed")) {
        throw new Failure(
            "restore-already-ended: The restore was completed before it could be cancelled");
      }
      awaitFreeName(Api.path("servers", seen.path("newServerId").asString("")));
    }
    session.show(seen, found -> RestoreText.facts(session, found));
    return 0;
  }

  /** The end of a restore is heard by inventory beside restore-service, maybe a moment later. */
  private void awaitFreeName(String newServer) {
    Api inventory = session.api(Service.INVENTORY);
    waiting.until(
        "The cancellation",
        () -> {
          try {
            return inventory.get(newServer);
          } catch (Refusal refusal) {
            if (refusal.isNotFound()) {
              return Json.object();
            }
            throw refusal;
          }
        },
        server -> server.isEmpty() || NAMELESS.contains(server.path("status").asString("")),
        _ -> {});
  }
}
