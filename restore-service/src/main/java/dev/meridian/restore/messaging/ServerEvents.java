package dev.meridian.restore.messaging;

import dev.meridian.events.BackupEvent.RestoreWindowMoved;
import dev.meridian.events.InventoryEvent.BackupPolicyChanged;
import dev.meridian.events.InventoryEvent.PricingTierChanged;
import dev.meridian.events.InventoryEvent.ServerDropRequested;
import dev.meridian.events.InventoryEvent.ServerPlaced;
import dev.meridian.events.PostgresHostEvent.ServerDropped;
import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningFailed;
import dev.meridian.messaging.inbox.EventHandlers;
import dev.meridian.messaging.inbox.Subscriptions;
import dev.meridian.restore.source.FollowServers;
import org.springframework.stereotype.Component;

/** What is heard of servers and of what can be restored. */
@Component
class ServerEvents implements EventHandlers {

  private final FollowServers followServers;

  ServerEvents(FollowServers followServers) {
    this.followServers = followServers;
  }

  @Override
  public void subscribe(Subscriptions to) {
    to.on(ServerPlaced.class, this::placed)
        .on(ServerProvisioned.class, this::provisioned)
        .on(ServerProvisioningFailed.class, event -> followServers.failed(event.serverId()))
        .on(PricingTierChanged.class, this::tierChanged)
        .on(BackupPolicyChanged.class, this::backupPolicyChanged)
        .on(ServerDropRequested.class, event -> followServers.dropping(event.serverId()))
        .on(ServerDropped.class, event -> followServers.dropped(event.serverId()))
        .on(RestoreWindowMoved.class, this::windowMoved);
  }

  private void placed(ServerPlaced event) {
    followServers.placed(
        event.serverId(),
        event.name(),
        event.region(),
        event.adminLogin(),
        Translation.tier(event.pricingTier()));
  }

  private void provisioned(ServerProvisioned event) {
    followServers.provisioned(
        event.serverId(),
        event.name(),
        event.region(),
        event.adminLogin(),
        Translation.tier(event.pricingTier()));
  }

  private void tierChanged(PricingTierChanged event) {
    followServers.tierChanged(event.serverId(), Translation.tier(event.pricingTier()));
  }

  private void backupPolicyChanged(BackupPolicyChanged event) {
    followServers.backupPolicyChanged(
        event.serverId(), event.retentionDays(), event.redundancy().name());
  }

  private void windowMoved(RestoreWindowMoved event) {
    followServers.windowMoved(
        event.serverId(),
        event.earliest(),
        event.latest(),
        event.coveredUntil(),
        Translation.gaps(event.gaps()));
  }
}
