package dev.meridian.cli.server;

import dev.meridian.cli.api.Api;
import dev.meridian.cli.api.Json;
import dev.meridian.cli.api.Service;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.pricing.TierOptions;
import dev.meridian.cli.terminal.Passwords;
import dev.meridian.cli.terminal.Terminal;
import dev.meridian.cli.terminal.Waiting;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "create",
    description = {
      "Creates an empty server.",
      "Nobody can connect to it over the network until it has a firewall rule. Without options it is Basic, with 1 vCore, 32 GB, 7 days of backups, Local, and 5 minutes that a restore may replay log for."
    },
    footer = {
      "%nFor example:",
      "  meridian server create shop --admin-login ada --compute-tier GeneralPurpose \\",
      "      --vcores 4 --storage-gb 100 --backup-retention-days 14 --wait"
    })
final class CreateServer implements Callable<Integer> {

  @Mixin private final Session session;
  @Mixin private final Passwords passwords;
  @Mixin private final Waiting waiting = new Waiting();
  @Mixin private final TierOptions tier = new TierOptions();

  @Parameters(paramLabel = "NAME", description = "3 to 63 of a-z, 0-9 and '-'.")
  private String name = "";

  @Option(
      names = "--admin-login",
      paramLabel = "ROLE",
      required = true,
      description = "The role that owns the server's first database.")
  private String adminLogin = "";

  @Option(
      names = "--postgres-version",
      paramLabel = "N",
      description = "15 to 18 (default: the newest that a host has).")
  private @Nullable Integer postgresVersion;

  @Option(names = "--region", paramLabel = "REGION", description = "Where it shall live.")
  private @Nullable String region;

  CreateServer(Terminal terminal) {
    this.session = new Session(terminal);
    this.passwords = new Passwords(terminal);
  }

  @Override
  public Integer call() {
    Api inventory = session.api(Service.INVENTORY);
    JsonNode server = inventory.post(Api.path("servers"), request());
    if (waiting.isWanted()) {
      String path = Api.path("servers", server.path("id").asString(name));
      server =
          new Readiness(session, waiting)
              .await(() -> inventory.get(path), seen -> Readiness.status(seen).equals("Ready"));
    }
    session.show(server, created -> ServerText.facts(session, created));
    return 0;
  }

  private ObjectNode request() {
    ObjectNode request = Json.object().put("name", name).put("adminLogin", adminLogin);
    request.set("pricingTier", tier.complete());
    if (postgresVersion != null) {
      request.put("postgresVersion", postgresVersion);
    }
    if (region != null) {
      request.put("region", region);
    }
    return request.put("adminPassword", passwords.readNew("Password for " + adminLogin));
  }
}
