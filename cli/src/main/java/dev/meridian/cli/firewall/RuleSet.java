package dev.meridian.cli.firewall;

import dev.meridian.cli.api.Api;
import dev.meridian.cli.api.Service;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Shown;
import dev.meridian.cli.terminal.Table;
import dev.meridian.cli.terminal.Waiting;
import tools.jackson.databind.JsonNode;

/** A server's rule set. */
final class RuleSet {

  private final Session session;
  private final String server;

  RuleSet(Session session, String server) {
    this.session = session;
    this.server = server;
  }

  Api api() {
    return session.api(Service.NETWORK_RULES);
  }

  String path(String rule) {
    return Api.path("servers", server, "firewall-rules", rule);
  }

  JsonNode get() {
    return api().get(Api.path("servers", server, "firewall-rules"));
  }

  /** Waits until the server lets in whom the rule set names, as it is now. */
  void awaitApplied(Waiting waiting) {
    long revision = get().path("revision").longValue(0);
    waiting.until(
        "The rule set's application",
        this::get,
        seen -> seen.path("appliedRevision").longValue(-1) >= revision,
        seen -> {});
  }

  void table(JsonNode rules) {
    Table table = new Table("RULE", "START ADDRESS", "END ADDRESS");
    for (JsonNode rule : rules.path("firewallRules")) {
      Shown shown = session.shown(rule);
      table.row(shown.text("/name"), shown.text("/startAddress"), shown.text("/endAddress"));
    }
    table.print(session.terminal().out());
    if (!rules.path("applied").booleanValue(true)) {
      session.tell("The server doesn't have the last change yet");
    }
  }
}
