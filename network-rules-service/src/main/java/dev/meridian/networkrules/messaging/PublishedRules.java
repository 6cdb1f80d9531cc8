package dev.meridian.networkrules.messaging;

import dev.meridian.events.NetworkRulesEvent;
import dev.meridian.events.NetworkRulesEvent.NetworkRulesChanged;
import dev.meridian.messaging.outbox.Outbox;
import dev.meridian.networkrules.firewall.FirewallRule;
import dev.meridian.networkrules.firewall.RuleAnnouncements;
import dev.meridian.networkrules.firewall.Rules;
import org.springframework.stereotype.Component;

/** Publishes rule sets. */
@Component
class PublishedRules implements RuleAnnouncements {

  private final Outbox outbox;

  PublishedRules(Outbox outbox) {
    this.outbox = outbox;
  }

  @Override
  public void changed(Rules rules) {
    outbox.publish(
        new NetworkRulesChanged(
            rules.serverId(),
            rules.revision(),
            rules.firewallRules().stream().map(PublishedRules::published).toList()));
  }

  private static NetworkRulesEvent.FirewallRule published(FirewallRule rule) {
    return new NetworkRulesEvent.FirewallRule(rule.name(), rule.startAddress(), rule.endAddress());
  }
}
