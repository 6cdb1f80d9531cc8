package dev.meridian.cli.restore;

import dev.meridian.cli.api.Api;
import dev.meridian.cli.api.Json;
import dev.meridian.cli.api.Service;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Failure;
import dev.meridian.cli.terminal.Terminal;
import dev.meridian.cli.terminal.ValidWindow;
import dev.meridian.cli.terminal.Waiting;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "create",
    description = {
      "Restores a server, as it was at a time, into a new server.",
      "The new server has every transaction that was committed at or before the time, and none after it. 'meridian backup window' says which times are possible, and 'meridian restore preview' what a restore would come to."
    },
    footer = {
      "%nFor example:",
      "  meridian restore create shop --to shop-1159 --at 2026-11-22T11:59:59+01:00",
      "  meridian restore create shop --to shop-1159 \\",
      "      --at '2026-11-22T11:59:59[Europe/Berlin]' --wait",
      "  meridian restore create shop --to shop-copy --latest",
      "  meridian restore create shop --to shop-before --before-xid 48213",
      "  meridian restore create shop --to shop-east --latest --region east --from-region east",
      "  meridian restore create shop --to shop-big --latest \\",
      "      --compute-tier MemoryOptimized --vcores 8 --storage-gb 200"
    })
final class CreateRestore implements Callable<Integer> {

  static final Set<String> ENDS = Set.of("Completed", "Rejected", "Failed", "Cancelled");

  @Mixin private final Session session;
  @Mixin private final Waiting waiting = new Waiting();

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SOURCE", description = "The server's name or id; also a dropped one's.")
  private String source = "";

  @Option(
      names = "--to",
      paramLabel = "NAME",
      required = true,
      description = "The new server's name.")
  private String newServer = "";

  @ArgGroup(exclusive = true, multiplicity = "1")
  private TargetOptions target = new TargetOptions();

  @Mixin private final DestinationOptions destination = new DestinationOptions();

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description = "The same key again gives the same restore, not a second one.")
  private @Nullable String idempotencyKey;

  @SuppressWarnings("NullAway.Init") // Picocli injects the specification.
  CreateRestore(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    Api restores = session.api(Service.RESTORE);
    String key = idempotencyKey == null ? UUID.randomUUID().toString() : idempotencyKey;
    JsonNode restore =
        restores.send("POST", Api.path("restores"), request(), Map.of("Idempotency-Key", key));
    if (waiting.isWanted()) {
      restore = await(restores, restore);
    }
    session.show(restore, seen -> RestoreText.facts(session, seen));
    return 0;
  }

  private ObjectNode request() {
    ObjectNode request = Json.object().put("sourceServer", source);
    request.set("target", target.json(spec.commandLine(), session.terminal().zone()));
    destination.addTo(request);
    return request.put("newServerName", newServer);
  }

  private JsonNode await(Api restores, JsonNode begun) {
    String path = Api.path("restores", begun.path("id").asString(""));
    try (Progress progress = new Progress(session.terminal())) {
      JsonNode restore =
          waiting.until(
              "The restore",
              () -> restores.get(path),
              seen -> ENDS.contains(status(seen)),
              progress::show);
      if (!status(restore).equals("Completed")) {
        throw new Failure(
            "%s: %s%s"
                .formatted(
                    restore.path("code").asString("restore-failed"),
                    restore.path("reason").asString("the restore failed, without a reason"),
                    ValidWindow.appended(restore.path("window"), session.terminal().zone())));
      }
      return restore;
    }
  }

  private static String status(JsonNode restore) {
    return restore.path("status").asString("");
  }
}
