package dev.meridian.cli.server;

import dev.meridian.cli.api.Session;
import dev.meridian.cli.pricing.Objective;
import dev.meridian.cli.terminal.Facts;
import dev.meridian.cli.terminal.Shown;
import dev.meridian.cli.terminal.Table;
import tools.jackson.databind.JsonNode;

/** Servers as people see them. */
final class ServerText {

  private ServerText() {}

  static void facts(Session session, JsonNode server) {
    Shown shown = session.shown(server);
    new Facts()
        .add("name", shown.text("/name"))
        .add("id", shown.text("/id"))
        .add("status", shown.text("/status"))
        .add("reason", shown.text("/statusReason"))
        .add("endpoint", endpoint(shown))
        .add("admin login", shown.text("/adminLogin"))
        .add("PostgreSQL", shown.text("/postgresVersion"))
        .add("region", shown.text("/region"))
        .add("host", shown.text("/hostId"))
        .add("pricing tier", tier(shown) + (isTierApplied(server) ? "" : ", being applied"))
        .add("backup retention", shown.text("/pricingTier/backupRetentionDays") + " days")
        .add("backup redundancy", shown.text("/pricingTier/backupRedundancy"))
        .add(
            "restore time objective",
            Objective.shown(shown.text("/pricingTier/restoreTimeObjective")))
        .add("durability", shown.text("/durability"))
        .add("restorable from", shown.time("/restoreWindow/earliest"))
        .add("restorable to", shown.time("/restoreWindow/latest"))
        .add("last backup", shown.time("/lastBackup/completedAt"))
        .add("restored from", shown.text("/origin/sourceServerName"))
        .add("restored as of", shown.time("/origin/targetTime"))
        .add("last commit in it", shown.time("/origin/restoredTo"))
        .add("password change", shown.text("/passwordChange/state"))
        .add("created", shown.time("/createdAt"))
        .print(session.terminal().out());
  }

  static void table(Session session, JsonNode servers) {
    Table table =
        new Table("NAME", "STATUS", "ENDPOINT", "POSTGRESQL", "TIER", "REGION", "RESTORABLE TO");
    for (JsonNode server : servers.path("servers")) {
      Shown shown = session.shown(server);
      table.row(
          shown.text("/name"),
          shown.text("/status"),
          endpoint(shown),
          shown.text("/postgresVersion"),
          tier(shown),
          shown.text("/region"),
          shown.time("/restoreWindow/latest"));
    }
    table.print(session.terminal().out());
  }

  /** Whether it runs with the compute and storage of its tier. */
  static boolean isTierApplied(JsonNode server) {
    return server.path("pricingTierApplied").asBoolean(false);
  }

  private static String endpoint(Shown server) {
    String host = server.text("/endpoint/host");
    return host.equals(Shown.NOTHING) ? host : host + ":" + server.text("/endpoint/port");
  }

  private static String tier(Shown server) {
    return "%s, %s vCores, %s GB"
        .formatted(
            server.text("/pricingTier/computeTier"),
            server.text("/pricingTier/vCores"),
            server.text("/pricingTier/storageGb"));
  }
}
