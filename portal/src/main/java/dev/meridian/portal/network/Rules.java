package dev.meridian.portal.network;

import java.util.List;

/** The firewall rules of a server, and whether they are in force as they are. */
public record Rules(boolean applied, List<Rule> firewallRules) {

  /** Addresses that may connect, from the first to the last. */
  public record Rule(String name, String startAddress, String endAddress) {}

  /** Whether nobody can connect. */
  public boolean closed() {
    return firewallRules.isEmpty();
  }

  /** In one line. */
  public String summary() {
    if (closed()) {
      return "No rules: nobody can connect";
    }
    String count = firewallRules.size() == 1 ? "1 rule" : firewallRules.size() + " rules";
    return count + (applied ? ", in force" : ", being applied");
  }
}
