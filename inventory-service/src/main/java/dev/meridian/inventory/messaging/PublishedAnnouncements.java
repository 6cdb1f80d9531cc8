package dev.meridian.inventory.messaging;

import dev.meridian.events.InventoryEvent;
import dev.meridian.events.InventoryEvent.AdminPasswordChangeRequested;
import dev.meridian.events.InventoryEvent.BackupPolicyChanged;
import dev.meridian.events.InventoryEvent.DurabilityChanged;
import dev.meridian.events.InventoryEvent.PricingTierChanged;
import dev.meridian.events.InventoryEvent.ServerDropRequested;
import dev.meridian.events.InventoryEvent.ServerPlaced;
import dev.meridian.events.InventoryEvent.ServerRejected;
import dev.meridian.events.InventoryEvent.ServerRequested;
import dev.meridian.events.Origin;
import dev.meridian.inventory.placement.Place;
import dev.meridian.inventory.server.Server;
import dev.meridian.inventory.server.ServerAnnouncements;
import dev.meridian.messaging.outbox.Outbox;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Publishes what is said of servers. */
@Component
class PublishedAnnouncements implements ServerAnnouncements {

  private final Outbox outbox;

  PublishedAnnouncements(Outbox outbox) {
    this.outbox = outbox;
  }

  @Override
  public void requested(Server server) {
    outbox.publish(
        new ServerRequested(
            server.id(),
            server.name(),
            Tiers.published(server.pricingTier()),
            server.adminLogin(),
            server.sealedVerifier().orElseThrow(),
            server.postgresMajor(),
            server.region()));
  }

  @Override
  public void rejected(Rejection rejection) {
    outbox.publish(
        new ServerRejected(
            rejection.serverId(),
            rejection.name(),
            rejection.code(),
            rejection.reason(),
            rejection.restoreId()));
  }

  @Override
  public void placed(Server server, Place place) {
    outbox.publish(
        new ServerPlaced(
            server.id(),
            server.name(),
            Tiers.published(server.pricingTier()),
            server.adminLogin(),
            origin(server),
            server.postgresMajor(),
            server.region(),
            place.hostId(),
            place.port()));
  }

  @Override
  public void backupPolicyChanged(Server server) {
    var tier = Tiers.published(server.pricingTier());
    outbox.publish(
        new BackupPolicyChanged(
            server.id(),
            tier.backupRetentionDays(),
            tier.backupRedundancy(),
            tier.restoreTimeObjective()));
  }

  @Override
  public void durabilityChanged(Server server) {
    outbox.publish(
        new DurabilityChanged(
            server.id(),
            switch (server.durability()) {
              case Asynchronous -> InventoryEvent.Durability.Asynchronous;
              case Synchronous -> InventoryEvent.Durability.Synchronous;
            }));
  }

  @Override
  public void pricingTierChanged(Server server) {
    outbox.publish(new PricingTierChanged(server.id(), Tiers.published(server.pricingTier())));
  }

  @Override
  public void adminPasswordChangeRequested(Server server, UUID changeId, String sealedVerifier) {
    outbox.publish(
        new AdminPasswordChangeRequested(
            server.id(), changeId, server.adminLogin(), sealedVerifier));
  }

  @Override
  public void dropRequested(UUID serverId, String name) {
    outbox.publish(new ServerDropRequested(serverId, name));
  }

  private static Origin origin(Server server) {
    var origin = server.origin();
    if (origin.restoreId() != null && origin.restorePlan() != null) {
      return new Origin.Restored(origin.restoreId(), RestorePlans.read(origin.restorePlan()));
    }
    return new Origin.New(server.sealedVerifier().orElseThrow());
  }
}
