package dev.meridian.networkrules.messaging;

import dev.meridian.events.InventoryEvent.ServerPlaced;
import dev.meridian.events.PostgresHostEvent.NetworkRulesApplied;
import dev.meridian.events.PostgresHostEvent.ServerDropped;
import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningFailed;
import dev.meridian.messaging.inbox.EventHandlers;
import dev.meridian.messaging.inbox.Subscriptions;
import dev.meridian.networkrules.firewall.ChangeRules;
import dev.meridian.networkrules.firewall.FollowServers;
import org.springframework.stereotype.Component;

/** What network-rules-service does about events. */
@Component
class NetworkRulesEventHandlers implements EventHandlers {

  private final FollowServers followServers;
  private final ChangeRules changeRules;

  NetworkRulesEventHandlers(FollowServers followServers, ChangeRules changeRules) {
    this.followServers = followServers;
    this.changeRules = changeRules;
  }

  @Override
  public void subscribe(Subscriptions to) {
    to.on(ServerPlaced.class, event -> followServers.placed(event.serverId(), event.name()))
        .on(
            ServerProvisioned.class,
            event -> followServers.provisioned(event.serverId(), event.name()))
        .on(ServerProvisioningFailed.class, event -> followServers.notMade(event.serverId()))
        .on(ServerDropped.class, event -> followServers.dropped(event.serverId()))
        .on(
            NetworkRulesApplied.class,
            event -> changeRules.applied(event.serverId(), event.revision()));
  }
}
