package dev.meridian.events;

import java.util.List;
import java.util.UUID;

/** What network-rules-service says: of who may connect to a server. */
public sealed interface NetworkRulesEvent extends Event {

  /** The server's id. */
  UUID serverId();

  @Override
  default String subject() {
    return serverId().toString();
  }

  /**
   * A server's rule set is another; all of it, not what changed.
   *
   * @param revision counts up with every change, from 0 for the empty rule set that a server is
   *     born with; an older one never replaces a newer one
   */
  record NetworkRulesChanged(UUID serverId, long revision, List<FirewallRule> firewallRules)
      implements NetworkRulesEvent {}

  /**
   * Addresses that may connect, IPv4 or IPv6, from the first to the last, both included.
   *
   * @param name unique in its rule set
   */
  record FirewallRule(String name, String startAddress, String endAddress) {}
}
