package dev.meridian.networkrules.firewall;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

/**
 * A server as far as its rules go; the rules themselves lie beside it.
 *
 * @param revision of its rules: counts up with every change, from 0 when it was provisioned
 */
@MappedEntity("rule_set")
record RuleSet(@Id UUID serverId, String serverName, ServerState serverState, long revision) {

  RuleSet in(ServerState next) {
    return new RuleSet(serverId, serverName, next, revision);
  }

  RuleSet revised() {
    return new RuleSet(serverId, serverName, serverState, revision + 1);
  }
}
