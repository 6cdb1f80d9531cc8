package dev.meridian.networkrules.firewall;

import io.micronaut.data.annotation.Embeddable;
import io.micronaut.data.annotation.EmbeddedId;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.MappedProperty;
import java.util.UUID;

/** A rule where it is kept. */
@MappedEntity("firewall_rule")
record StoredRule(@EmbeddedId Key key, String startAddress, String endAddress) {

  /** Whose rule it is, and what it is called. */
  @Embeddable
  record Key(@MappedProperty("server_id") UUID serverId, @MappedProperty("name") String name) {}

  static StoredRule of(UUID serverId, FirewallRule rule) {
    return new StoredRule(new Key(serverId, rule.name()), rule.startAddress(), rule.endAddress());
  }

  FirewallRule rule() {
    return new FirewallRule(key.name(), startAddress, endAddress);
  }
}
