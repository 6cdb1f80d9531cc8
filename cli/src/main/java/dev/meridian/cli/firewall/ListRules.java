package dev.meridian.cli.firewall;

import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "list",
    description = "Lists a server's firewall rules.",
    footer = {"%nFor example:", "  meridian firewall-rule list shop"})
final class ListRules implements Callable<Integer> {

  @Mixin private final Session session;

  @Parameters(paramLabel = "SERVER", description = "Its name or id.")
  private String server = "";

  ListRules(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    RuleSet rules = new RuleSet(session, server);
    session.show(rules.get(), rules::table);
    return 0;
  }
}
