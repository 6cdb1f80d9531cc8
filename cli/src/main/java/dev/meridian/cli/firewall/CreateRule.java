package dev.meridian.cli.firewall;

import dev.meridian.cli.api.Json;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Terminal;
import dev.meridian.cli.terminal.Waiting;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
    name = "create",
    description = {
      "Lets addresses in, or changes the addresses of a rule that is there.",
      "Sessions from addresses that no rule allows any more are ended, and lose their transaction."
    },
    footer = {
      "%nFor example:",
      "  meridian firewall-rule create shop office --start-address 192.0.2.0 \\",
      "      --end-address 192.0.2.255 --wait"
    })
final class CreateRule implements Callable<Integer> {

  @Mixin private final Session session;
  @Mixin private final Waiting waiting = new Waiting();

  @Parameters(index = "0", paramLabel = "SERVER", description = "Its name or id.")
  private String server = "";

  @Parameters(index = "1", paramLabel = "RULE", description = "The rule's name.")
  private String rule = "";

  @Option(
      names = "--start-address",
      paramLabel = "ADDRESS",
      required = true,
      description = "The first address, IPv4 or IPv6.")
  private String start = "";

  @Option(
      names = "--end-address",
      paramLabel = "ADDRESS",
      description = "The last address (default: the first).")
  private @Nullable String end;

  CreateRule(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    RuleSet rules = new RuleSet(session, server);
    JsonNode addresses =
        Json.object().put("startAddress", start).put("endAddress", end == null ? start : end);
    JsonNode created = rules.api().send("PUT", rules.path(rule), addresses, Map.of());
    if (waiting.isWanted()) {
      rules.awaitApplied(waiting);
    }
    session.show(
        created,
        set ->
            session.tell(
                "%s lets in %s to %s"
                    .formatted(
                        rule,
                        session.shown(set).text("/startAddress"),
                        session.shown(set).text("/endAddress"))));
    return 0;
  }
}
