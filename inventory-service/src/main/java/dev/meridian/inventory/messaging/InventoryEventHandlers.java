package dev.meridian.inventory.messaging;

import dev.meridian.events.BackupEvent.BackupCompleted;
import dev.meridian.events.BackupEvent.RestoreWindowMoved;
import dev.meridian.events.InventoryEvent.ServerDropRequested;
import dev.meridian.events.InventoryEvent.ServerRequested;
import dev.meridian.events.PostgresHostEvent.AdminPasswordChangeFailed;
import dev.meridian.events.PostgresHostEvent.AdminPasswordChanged;
import dev.meridian.events.PostgresHostEvent.HostReported;
import dev.meridian.events.PostgresHostEvent.PricingTierApplied;
import dev.meridian.events.PostgresHostEvent.ProvisionedOrigin;
import dev.meridian.events.PostgresHostEvent.ServerDropped;
import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningFailed;
import dev.meridian.events.RestoreEvent.RestoreCancelRequested;
import dev.meridian.events.RestoreEvent.RestorePlanned;
import dev.meridian.inventory.placement.Host;
import dev.meridian.inventory.placement.WatchHosts;
import dev.meridian.inventory.protection.FollowProtection;
import dev.meridian.inventory.server.AskedServer;
import dev.meridian.inventory.server.CancelRestore;
import dev.meridian.inventory.server.ChangeAdminPassword;
import dev.meridian.inventory.server.ChangePricingTier;
import dev.meridian.inventory.server.DropServer;
import dev.meridian.inventory.server.Endpoint;
import dev.meridian.inventory.server.FollowProvisioning;
import dev.meridian.inventory.server.PlaceServer;
import dev.meridian.inventory.server.PlannedServer;
import dev.meridian.inventory.server.RegisterServer;
import dev.meridian.messaging.inbox.EventHandlers;
import dev.meridian.messaging.inbox.Subscriptions;
import java.time.Clock;
import org.springframework.stereotype.Component;

/** What inventory does about events. */
@Component
class InventoryEventHandlers implements EventHandlers {

  private final RegisterServer registerServer;
  private final PlaceServer placeServer;
  private final CancelRestore cancelRestore;
  private final FollowProvisioning followProvisioning;
  private final ChangePricingTier changePricingTier;
  private final ChangeAdminPassword changeAdminPassword;
  private final DropServer dropServer;
  private final WatchHosts watchHosts;
  private final FollowProtection followProtection;
  private final Clock clock;

  InventoryEventHandlers(
      RegisterServer registerServer,
      PlaceServer placeServer,
      CancelRestore cancelRestore,
      FollowProvisioning followProvisioning,
      ChangePricingTier changePricingTier,
      ChangeAdminPassword changeAdminPassword,
      DropServer dropServer,
      WatchHosts watchHosts,
      FollowProtection followProtection,
      Clock clock) {
    this.registerServer = registerServer;
    this.placeServer = placeServer;
    this.cancelRestore = cancelRestore;
    this.followProvisioning = followProvisioning;
    this.changePricingTier = changePricingTier;
    this.changeAdminPassword = changeAdminPassword;
    this.dropServer = dropServer;
    this.watchHosts = watchHosts;
    this.followProtection = followProtection;
    this.clock = clock;
  }

  @Override
  public void subscribe(Subscriptions to) {
    to.on(ServerRequested.class, this::requested)
        .on(RestorePlanned.class, this::planned)
        .on(
            RestoreCancelRequested.class,
            event -> cancelRestore.requested(event.restoreId(), event.newServerId()))
        .on(ServerProvisioned.class, this::provisioned)
        .on(
            ServerProvisioningFailed.class,
            event -> followProvisioning.failed(event.serverId(), event.code(), event.reason()))
        .on(
            PricingTierApplied.class,
            event ->
                changePricingTier.applied(event.serverId(), Tiers.received(event.pricingTier())))
        .on(
            AdminPasswordChanged.class,
            event -> changeAdminPassword.changed(event.serverId(), event.changeId()))
        .on(
            AdminPasswordChangeFailed.class,
            event -> changeAdminPassword.failed(event.serverId(), event.changeId(), event.reason()))
        .on(ServerDropRequested.class, event -> dropServer.requested(event.serverId()))
        .on(ServerDropped.class, event -> dropServer.dropped(event.serverId()))
        .on(HostReported.class, this::reported)
        .on(HostReported.class, event -> placeServer.placeWaiting(event.region()))
        .on(
            RestoreWindowMoved.class,
            event ->
                followProtection.windowMoved(event.serverId(), event.earliest(), event.latest()))
        .on(
            BackupCompleted.class,
            event ->
                followProtection.backupCompleted(
                    event.serverId(), event.backupId(), event.completedAt()));
  }

  private void requested(ServerRequested event) {
    registerServer.requested(
        event.serverId(),
        new AskedServer(
            event.name(),
            Tiers.asked(event.pricingTier()),
            event.adminLogin(),
            event.postgresVersion(),
            event.region()),
        event.sealedVerifier());
  }

  private void planned(RestorePlanned event) {
    registerServer.planned(
        new PlannedServer(
            event.restoreId(),
            event.sourceServerId(),
            event.newServerId(),
            event.newServerName(),
            Tiers.received(event.pricingTier()),
            event.adminLogin(),
            event.postgresVersion(),
            event.region(),
            event.plan().targetTime(),
            RestorePlans.written(event.plan())));
  }

  private void provisioned(ServerProvisioned event) {
    var restored = event.origin() instanceof ProvisionedOrigin.Restored origin ? origin : null;
    followProvisioning.provisioned(
        event.serverId(),
        event.name(),
        restored == null ? null : restored.restoreId(),
        new Endpoint(event.address(), event.port()),
        event.postgresVersion(),
        restored == null ? null : restored.restoredTo());
  }

  private void reported(HostReported event) {
    watchHosts.reported(
        new Host(
            event.hostId(),
            event.region(),
            event.address(),
            event.vCores(),
            event.memoryBytes(),
            event.freeStorageBytes(),
            event.postgresVersions(),
            event.firstPort(),
            event.portCount(),
            clock.instant()));
  }
}
