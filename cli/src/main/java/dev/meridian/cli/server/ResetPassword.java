package dev.meridian.cli.server;

import dev.meridian.cli.api.Api;
import dev.meridian.cli.api.Json;
import dev.meridian.cli.api.Service;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Failure;
import dev.meridian.cli.terminal.Passwords;
import dev.meridian.cli.terminal.Terminal;
import dev.meridian.cli.terminal.Waiting;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
    name = "reset-password",
    description = "Gives the admin of a server another password.",
    footer = {
      "%nFor example:",
      "  meridian server reset-password shop --wait",
      "  pass show shop | meridian server reset-password shop --password-stdin"
    })
final class ResetPassword implements Callable<Integer> {

  @Mixin private final Session session;
  @Mixin private final Passwords passwords;
  @Mixin private final Waiting waiting = new Waiting();

  @Parameters(paramLabel = "SERVER", description = "Its name or id.")
  private String server = "";

  ResetPassword(Terminal terminal) {
    this.session = new Session(terminal);
    this.passwords = new Passwords(terminal);
  }

  @Override
  public Integer call() {
    String password = passwords.readNew("New password for the admin of " + server);
    Api inventory = session.api(Service.INVENTORY);
    JsonNode change =
        inventory.post(
            Api.path("servers", server, "admin-password"), Json.object().put("password", password));
    if (!waiting.isWanted()) {
      session.show(change, asked -> session.tell("The password is being changed"));
      return 0;
    }
    JsonNode done = await(inventory, change.path("changeId").asString(""));
    if (done.path("state").asString("").equals("Failed")) {
      throw new Failure(
          "password-change-failed: "
              + done.path("reason").asString("the old password is still valid"));
    }
    session.show(done, changed -> session.tell("The password is changed"));
    return 0;
  }

  private JsonNode await(Api inventory, String changeId) {
    return waiting.until(
        "The change of the password",
        () -> inventory.get(Api.path("servers", server)).path("passwordChange"),
        seen ->
            seen.path("changeId").asString("").equals(changeId)
                && !seen.path("state").asString("Pending").equals("Pending"),
        seen -> {});
  }
}
