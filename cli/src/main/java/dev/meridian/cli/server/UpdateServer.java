package dev.meridian.cli.server;

import dev.meridian.cli.api.Api;
import dev.meridian.cli.api.Json;
import dev.meridian.cli.api.Service;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.pricing.TierOptions;
import dev.meridian.cli.terminal.Terminal;
import dev.meridian.cli.terminal.Waiting;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "update",
    description = {
      "Changes a server's pricing tier, the retention or redundancy of its backups, how long a restore may replay log, or its durability.",
      "Another compute tier, other vCores or more storage restart the server; the rest doesn't.",
      "With --wait, it ends once the server runs with these. Nothing tells when the rest is in force, so that isn't waited for: usually it takes less than a second."
    },
    footer = {
      "%nFor example:",
      "  meridian server update shop --backup-retention-days 35",
      "  meridian server update shop --restore-time-objective 2m",
      "  meridian server update shop --durability Synchronous"
    })
final class UpdateServer implements Callable<Integer> {

  @Mixin private final Session session;
  @Mixin private final Waiting waiting = new Waiting();
  @Mixin private final TierOptions tier = new TierOptions();

  @Option(
      names = "--durability",
      paramLabel = "WHEN",
      description = {
        "What a commit waits for. Asynchronous: the server.",
        "Synchronous: the repository, so that nothing that was committed is ever lost;",
        "while backups are away, commits wait."
      })
  private @Nullable String durability;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SERVER", description = "Its name or id.")
  private String server = "";

  @SuppressWarnings("NullAway.Init") // Picocli injects the specification.
  UpdateServer(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    ObjectNode changes = tier.given();
    if (changes.isEmpty() && durability == null) {
      throw new ParameterException(
          spec.commandLine(), "What shall change? Give one option or more");
    }
    Api inventory = session.api(Service.INVENTORY);
    ObjectNode request = Json.object();
    if (!changes.isEmpty()) {
      request.set("pricingTier", changes);
    }
    if (durability != null) {
      request.put("durability", durability);
    }
    JsonNode updated = inventory.send("PATCH", Api.path("servers", server), request, Map.of());
    if (waiting.isWanted()) {
      String path = Api.path("servers", updated.path("id").asString(server));
      JsonNode asked = updated.path("pricingTier");
      updated =
          new Readiness(session, waiting)
              .await(
                  () -> inventory.get(path),
                  seen ->
                      Readiness.status(seen).equals("Ready")
                          && seen.path("pricingTier").equals(asked)
                          && ServerText.isTierApplied(seen));
    }
    session.show(updated, seen -> ServerText.facts(session, seen));
    return 0;
  }
}
