package dev.meridian.cli.firewall;

import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Terminal;
import dev.meridian.cli.terminal.Waiting;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
    name = "delete",
    description = {
      "Deletes a firewall rule.",
      "Sessions from addresses that no rule allows any more are ended, and lose their transaction."
    },
    footer = {"%nFor example:", "  meridian firewall-rule delete shop office"})
final class DeleteRule implements Callable<Integer> {

  @Mixin private final Session session;
  @Mixin private final Waiting waiting = new Waiting();

  @Parameters(index = "0", paramLabel = "SERVER", description = "Its name or id.")
  private String server = "";

  @Parameters(index = "1", paramLabel = "RULE", description = "The rule's name.")
  private String rule = "";

  DeleteRule(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    RuleSet rules = new RuleSet(session, server);
    JsonNode deleted = rules.api().send("DELETE", rules.path(rule), null, Map.of());
    if (waiting.isWanted()) {
      rules.awaitApplied(waiting);
    }
    session.show(deleted, gone -> session.tell(rule + " is deleted"));
    return 0;
  }
}
