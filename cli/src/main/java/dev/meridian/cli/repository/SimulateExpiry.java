package dev.meridian.cli.repository;

import dev.meridian.cli.api.Api;
import dev.meridian.cli.api.Service;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Facts;
import dev.meridian.cli.terminal.Shown;
import dev.meridian.cli.terminal.Table;
import dev.meridian.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
    name = "expiry",
    description = {
      "Says what would expire of a server now, in its own region, and how its restore window would begin.",
      "Nothing does by asking. No more comes back of the backups than is said: what others share stays."
    },
    footer = {
      "%nFor example:",
      "  meridian repository expiry shop",
      "  meridian repository expiry shop --retention-days 7"
    })
final class SimulateExpiry implements Callable<Integer> {

  @Mixin private final Session session;

  @Parameters(paramLabel = "SERVER", description = "Its name or id; also of a dropped one.")
  private String server = "";

  @Option(
      names = "--retention-days",
      paramLabel = "N",
      description = "As if it could be restored so far back: 7 to 35 (default: the server's own).")
  private @Nullable Integer retentionDays;

  SimulateExpiry(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    String path = Api.path("servers", server, "expiry");
    session.show(
        session
            .api(Service.BACKUP)
            .get(retentionDays == null ? path : path + "?retentionDays=" + retentionDays),
        this::tell);
    return 0;
  }

  private void tell(JsonNode expiry) {
    Shown shown = session.shown(expiry);
    int lost = expiry.path("lostBackups").size();
    if (lost > 0) {
      session.tell(
          "Nothing expires while manifests are lost (backups: %d); 'meridian repository verify %s' names them, and heals them from the copy"
              .formatted(lost, server));
    }
    new Facts()
        .add("as of", shown.time("/asOf"))
        .add("retention", shown.text("/retentionDays") + " days")
        .add("backups that go", String.valueOf(expiry.path("backups").size()))
        .add("bytes of backups", "at most " + shown.size("/backupBytesAtMost"))
        .add("log goes up to", shown.text("/logUpTo"))
        .add("bytes of log", shown.size("/logBytes"))
        .add("window begins", shown.time("/windowBegins"))
        .print(session.terminal().out());
    if (expiry.path("backups").isEmpty()) {
      return;
    }
    Table table = new Table("BACKUP", "KIND", "COMPLETED", "STORED");
    for (JsonNode backup : expiry.path("backups")) {
      Shown row = session.shown(backup);
      table.row(
          row.text("/id"), row.text("/kind"), row.time("/completedAt"), row.size("/storedBytes"));
    }
    table.print(session.terminal().out());
  }
}
