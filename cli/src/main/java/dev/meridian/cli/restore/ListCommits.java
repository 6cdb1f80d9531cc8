package dev.meridian.cli.restore;

import dev.meridian.cli.api.Api;
import dev.meridian.cli.api.Service;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Shown;
import dev.meridian.cli.terminal.Table;
import dev.meridian.cli.terminal.Terminal;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

@Command(
    name = "commits",
    description = {
      "Lists the commits between two times, in the order of the log: what there is to restore to.",
      "With a commit's TIME as --at, its LSN as --lsn or its XID as --before-xid or --after-xid."
    },
    footer = {
      "%nFor example:",
      "  meridian restore commits shop --from 2026-11-22T11:50:00+01:00 --to 2026-11-22T12:00:00+01:00"
    })
final class ListCommits implements Callable<Integer> {

  @Mixin private final Session session;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SOURCE", description = "The server's name or id; also a dropped one's.")
  private String source = "";

  @Option(
      names = "--from",
      paramLabel = "TIME",
      required = true,
      description = "With an offset, Z or a zone: 2026-11-22T11:50:00+01:00.")
  private String from = "";

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "Likewise; all that is in the archive, if not given.")
  private @Nullable String to;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many at most, up to 1000 (default: ${DEFAULT-VALUE}).")
  private int limit = 100;

  @Option(
      names = "--next",
      paramLabel = "LSN",
      description = "Goes on from where the list before ended.")
  private @Nullable String next;

  @SuppressWarnings("NullAway.Init") // Picocli injects the specification.
  ListCommits(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    session.show(
        session.api(Service.RESTORE).get(Api.path("servers", source, "commits") + query()),
        this::table);
    return 0;
  }

  private String query() {
    return "?from="
        + Api.escaped(time(from))
        + (to == null ? "" : "&to=" + Api.escaped(time(to)))
        + "&limit="
        + limit
        + (next == null ? "" : "&next=" + Api.escaped(next));
  }

  private String time(String text) {
    return TargetTime.given(text, spec.commandLine(), session.terminal().zone());
  }

  private void table(JsonNode answer) {
    Table table = new Table("TIME", "XID", "LSN", "KIND");
    for (JsonNode commit : answer.path("commits")) {
      Shown shown = session.shown(commit);
      table.row(
          shown.time("/at"), shown.text("/transactionId"), shown.text("/lsn"), shown.text("/kind"));
    }
    table.print(session.terminal().out());
    if (answer.path("commits").isEmpty()) {
      session.tell("There is no commit in that time; " + window(answer));
    } else if (beginsBeforeTheWindow(answer)) {
      session.tell("Not all of them can be restored to; " + window(answer));
    }
    if (answer.path("readFrom").size() > 1) {
      session.tell("Read from " + archives(answer));
    }
    if (answer.path("more").asBoolean(false)) {
      session.tell("There are more: --next " + answer.path("next").asString(""));
    }
  }

  /** Those from before a restored server's birth can, by the archive of another. */
  private static boolean beginsBeforeTheWindow(JsonNode answer) {
    boolean ofOneServer =
        answer.path("readFrom").values().stream()
                .map(archive -> archive.path("serverName").asString(""))
                .distinct()
                .count()
            == 1;
    String earliest = answer.at("/window/earliest").asString("");
    return ofOneServer
        && (earliest.isEmpty()
            || Instant.parse(answer.at("/commits/0/at").asString())
                .isBefore(Instant.parse(earliest)));
  }

  private String window(JsonNode answer) {
    Shown shown = session.shown(answer);
    return shown.text("/window/earliest").equals(Shown.NOTHING)
        ? "nothing can be restored yet"
        : "what can be restored is from %s to %s"
            .formatted(shown.time("/window/earliest"), shown.time("/window/latest"));
  }

  private static String archives(JsonNode answer) {
    return answer.path("readFrom").values().stream()
        .map(
            archive ->
                "the archive of %s in %s"
                    .formatted(
                        archive.path("serverName").asString(""),
                        archive.path("region").asString("")))
        .collect(Collectors.joining(", then "));
  }
}
