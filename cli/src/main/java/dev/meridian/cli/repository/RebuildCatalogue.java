package dev.meridian.cli.repository;

import dev.meridian.cli.api.Api;
import dev.meridian.cli.api.Service;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

@Command(
    name = "rebuild",
    description = {
      "Adds the backups that lie in the repository to backup-service's catalogue, where they are missing.",
      "Servers themselves come back by their events; this is for their backups."
    },
    footer = {"%nFor example:", "  meridian repository rebuild"})
final class RebuildCatalogue implements Callable<Integer> {

  @Mixin private final Session session;

  RebuildCatalogue(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    session.show(
        session.api(Service.BACKUP).post(Api.path("repository", "rebuild"), null), this::tell);
    return 0;
  }

  private void tell(JsonNode rebuilt) {
    for (JsonNode server : rebuilt.path("servers")) {
      session.tell(
          "%s: %d backups added"
              .formatted(server.path("server").asString(""), server.path("added").asInt(0)));
    }
  }
}
