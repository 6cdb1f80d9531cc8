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
      "Adds what lies in the regions' repositories to backup-service's catalogue, where it is missing:",
      "backups, and servers that nothing else is known of. These go by their ids. All that is kept of them",
      "stays and can be restored; they are protected again once their hosts tell of them."
    },
    footer = {"%nFor example:", "  meridian repository rebuild"})
final class RebuildCatalogue implements Callable<Integer> {

  @Mixin private final Session session;

  RebuildCatalogue(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    JsonNode rebuilt =
        session
            .api(Service.BACKUP)
            .within(RepositoryCommand.LIMIT)
            .post(Api.path("repository", "rebuild"), null);
    session.show(rebuilt, this::tell);
    Unread.requireNone(rebuilt, "what could be is in the catalogue");
    return 0;
  }

  private void tell(JsonNode rebuilt) {
    for (JsonNode server : rebuilt.path("servers")) {
      session.tell(
          "%s: %d backups added%s"
              .formatted(
                  server.path("server").asString(""),
                  server.path("added").asInt(0),
                  server.path("known").asBoolean(true)
                      ? ""
                      : ", and nothing is known of it but its archive in "
                          + server.path("region").asString("")));
    }
    Unread.tell(session, rebuilt);
  }
}
