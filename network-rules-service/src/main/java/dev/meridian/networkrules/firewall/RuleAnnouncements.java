package dev.meridian.networkrules.firewall;

/**
 * What is said of rule sets to the rest of the world, in the transaction in which it comes true.
 */
public interface RuleAnnouncements {

  /** A server's rules are others: all of them, not what changed. */
  void changed(Rules rules);
}
