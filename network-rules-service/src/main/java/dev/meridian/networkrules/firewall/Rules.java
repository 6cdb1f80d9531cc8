package dev.meridian.networkrules.firewall;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * All the rules of one server.
 *
 * @param revision counts up with every change, from 0 for the empty rule set that a server is born
 *     with
 * @param appliedRevision the newest revision that was in force; -1 while none was
 */
public record Rules(
    UUID serverId, long revision, long appliedRevision, List<FirewallRule> firewallRules) {

  /** Whether they are in force, as they are. */
  public boolean applied() {
    return appliedRevision == revision;
  }

  /** The rule of this name. */
  public Optional<FirewallRule> named(String name) {
    return firewallRules.stream().filter(rule -> rule.name().equals(name)).findFirst();
  }
}
