package dev.meridian.cli.restore;

import dev.meridian.cli.api.Api;
import dev.meridian.cli.api.Json;
import dev.meridian.cli.api.Service;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.pricing.Objective;
import dev.meridian.cli.terminal.Facts;
import dev.meridian.cli.terminal.Shown;
import dev.meridian.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
    name = "preview",
    description = {
      "Says what a restore would come to, and begins nothing.",
      "The last commit that it would include and the next one that it would not, the backup, the log to replay, how long it takes, and which admin password will be valid."
    },
    footer = {"%nFor example:", "  meridian restore preview shop --at 2026-11-22T11:59:59+01:00"})
final class PreviewRestore implements Callable<Integer> {

  @Mixin private final Session session;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SOURCE", description = "The server's name or id; also a dropped one's.")
  private String source = "";

  @Option(
      names = "--to",
      paramLabel = "NAME",
      description = "The new server's name, to see whether it can have it.")
  private @Nullable String newServer;

  @Mixin private final DestinationOptions destination = new DestinationOptions();

  @ArgGroup(exclusive = true, multiplicity = "1")
  private TargetOptions target = new TargetOptions();

  @SuppressWarnings("NullAway.Init") // Picocli injects the specification.
  PreviewRestore(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    ObjectNode request = Json.object().put("sourceServer", source);
    request.set("target", target.json(spec.commandLine(), session.terminal().zone()));
    destination.addTo(request);
    if (newServer != null) {
      request.put("newServerName", newServer);
    }
    JsonNode preview = session.api(Service.RESTORE).post(Api.path("restores", "preview"), request);
    session.show(preview, this::facts);
    return 0;
  }

  private void facts(JsonNode preview) {
    Shown shown = session.shown(preview);
    new Facts()
        .add("source", shown.text("/sourceServerName"))
        .add("last commit in it", commit(shown, "/lastCommit"))
        .add("next commit", commit(shown, "/nextCommit"))
        .add("which means", shown.text("/explanation"))
        .add("data from", shown.text("/plannedFrom/explanation"))
        .add("backup", backup(preview))
        .add("backup completed", shown.time("/backup/completedAt"))
        .add("read from", readFrom(preview))
        .add("pricing tier", tier(shown))
        .add("region", shown.text("/region"))
        .add("data", shown.size("/dataBytes"))
        .add("log to replay", shown.size("/walBytes"))
        .add("storage", shown.text("/storageNote"))
        .add("takes about", duration(preview))
        .add("objects", objects(preview))
        .add("admin password", shown.text("/adminPassword/note"))
        .add("settings", shown.text("/settings/note"))
        .add("own settings in backup", list(preview.path("settings"), "carried"))
        .add("not carried over", list(preview, "notCarriedOver"))
        .print(session.terminal().out());
  }

  private static String commit(Shown shown, String path) {
    String at = shown.time(path + "/at");
    return at.equals(Shown.NOTHING)
        ? at
        : "%s, transaction %s at %s"
            .formatted(at, shown.text(path + "/transactionId"), shown.text(path + "/lsn"));
  }

  private static String backup(JsonNode preview) {
    JsonNode backup = preview.path("backup");
    return because(backup.path("id").asString(""), backup.path("because"));
  }

  private static String readFrom(JsonNode preview) {
    return because(
        "region " + preview.path("fromRegion").asString(""), preview.path("fromRegionBecause"));
  }

  private static String because(String what, JsonNode reason) {
    return reason.isMissingNode() ? what : what + ", since " + reason.asString("");
  }

  private static String tier(Shown shown) {
    return "%s, %s vCores, %s GB, backups kept %s days, %s, restore time objective %s"
        .formatted(
            shown.text("/pricingTier/computeTier"),
            shown.text("/pricingTier/vCores"),
            shown.text("/pricingTier/storageGb"),
            shown.text("/pricingTier/backupRetentionDays"),
            shown.text("/pricingTier/backupRedundancy"),
            Objective.shown(shown.text("/pricingTier/restoreTimeObjective")));
  }

  private static String duration(JsonNode preview) {
    String basis = preview.path("estimateBasis").asString("");
    return preview.has("estimatedSeconds")
        ? "%.0f s (%s)".formatted(Math.ceil(preview.path("estimatedSeconds").asDouble()), basis)
        : basis;
  }

  /** The service refuses what would lack some. */
  private static String objects(JsonNode preview) {
    return preview.path("objectsPresent").asBoolean(false) ? "all are present" : Shown.NOTHING;
  }

  private static String list(JsonNode preview, String member) {
    return preview.path(member).values().stream()
        .map(each -> each.asString(""))
        .collect(Collectors.joining(", "));
  }
}
