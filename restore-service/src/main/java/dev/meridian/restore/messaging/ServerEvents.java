package dev.meridian.restore.messaging;

import dev.meridian.events.BackupEvent.RestoreWindowMoved;
import dev.meridian.events.InventoryEvent.BackupPolicyChanged;
import dev.meridian.events.InventoryEvent.PricingTierChanged;
import dev.meridian.events.InventoryEvent.ServerDropRequested;
import dev.meridian.events.InventoryEvent.ServerPlaced;
import dev.meridian.events.InventoryEvent.ServerRejected;
import dev.meridian.events.Origin;
import dev.meridian.events.PostgresHostEvent.AdminPasswordChanged;
import dev.meridian.events.PostgresHostEvent.ProvisionedOrigin;
import dev.meridian.events.PostgresHostEvent.ServerDropped;
import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningFailed;
import dev.meridian.messaging.inbox.CurrentEvent;
import dev.meridian.messaging.inbox.EventHandlers;
import dev.meridian.messaging.inbox.Subscriptions;
import dev.meridian.postgres.Lsn;
import dev.meridian.restore.source.FollowPasswords;
import dev.meridian.restore.source.FollowServers;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** What is heard of servers and of what can be restored. */
@Component
class ServerEvents implements EventHandlers {

  private final FollowServers followServers;
  private final FollowPasswords followPasswords;

  ServerEvents(FollowServers followServers, FollowPasswords followPasswords) {
    this.followServers = followServers;
    this.followPasswords = followPasswords;
  }

  @Override
  public void subscribe(Subscriptions to) {
    to.on(ServerPlaced.class, this::placed)
        .on(ServerPlaced.class, this::originPlanned)
        .on(ServerProvisioned.class, this::provisioned)
        .on(ServerProvisioned.class, this::originKnown)
        .on(
            AdminPasswordChanged.class,
            event -> followPasswords.set(event.serverId(), CurrentEvent.time().orElseThrow()))
        .on(ServerRejected.class, event -> followServers.rejected(event.serverId(), event.name()))
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

  private void originPlanned(ServerPlaced event) {
    if (event.origin() instanceof Origin.Restored restored) {
      followServers.sharesTimeline(event.serverId(), restored.plan().timeline());
    }
  }

  private void provisioned(ServerProvisioned event) {
    followServers.provisioned(
        event.serverId(),
        event.name(),
        event.region(),
        event.adminLogin(),
        Translation.tier(event.pricingTier()));
  }

  private void originKnown(ServerProvisioned event) {
    switch (event.origin()) {
      case ProvisionedOrigin.New _ ->
          followPasswords.set(event.serverId(), CurrentEvent.time().orElseThrow());
      case ProvisionedOrigin.Restored restored -> {
        Instant restoredTo = restored.restoredTo();
        Instant asked = restored.targetTime();
        followServers.restoredFrom(
            event.serverId(),
            restored.sourceServerId(),
            Lsn.parse(restored.restoredToLsn()),
            asked == null ? restoredTo : asked);
        if (restoredTo != null) {
          followPasswords.inherited(event.serverId(), restored.sourceServerId(), restoredTo);
        }
      }
    }
  }

  private void tierChanged(PricingTierChanged event) {
    followServers.tierChanged(event.serverId(), Translation.tier(event.pricingTier()));
  }

  private void backupPolicyChanged(BackupPolicyChanged event) {
    followServers.backupPolicyChanged(
        event.serverId(),
        event.retentionDays(),
        event.redundancy().name(),
        Translation.text(event.restoreTimeObjective()));
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
