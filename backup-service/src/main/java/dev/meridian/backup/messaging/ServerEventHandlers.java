package dev.meridian.backup.messaging;

import dev.meridian.backup.basebackup.BackupRecords;
import dev.meridian.backup.protection.BackupPolicy;
import dev.meridian.backup.protection.Durability;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.Protection;
import dev.meridian.backup.protection.Redundancy;
import dev.meridian.events.BackupEvent.BackupRequested;
import dev.meridian.events.InventoryEvent;
import dev.meridian.events.InventoryEvent.BackupPolicyChanged;
import dev.meridian.events.InventoryEvent.DurabilityChanged;
import dev.meridian.events.InventoryEvent.ServerDropRequested;
import dev.meridian.events.PostgresHostEvent.ServerDropped;
import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import dev.meridian.events.PricingTier;
import dev.meridian.messaging.inbox.EventHandlers;
import dev.meridian.messaging.inbox.Subscriptions;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.springframework.stereotype.Component;

@Component
class ServerEventHandlers implements EventHandlers {

  private final Protection protection;
  private final BackupRecords backups;
  private final Clock clock;

  ServerEventHandlers(Protection protection, BackupRecords backups, Clock clock) {
    this.protection = protection;
    this.backups = backups;
    this.clock = clock;
  }

  @Override
  public void subscribe(Subscriptions to) {
    to.on(ServerProvisioned.class, this::begin)
        .on(
            BackupPolicyChanged.class,
            event ->
                protection.changePolicy(
                    event.serverId(),
                    event.retentionDays(),
                    redundancy(event.redundancy()),
                    event.restoreTimeObjective()))
        .on(
            DurabilityChanged.class,
            event -> protection.changeDurability(event.serverId(), durability(event.durability())))
        .on(ServerDropRequested.class, event -> protection.endSoon(event.serverId()))
        .on(ServerDropped.class, event -> protection.end(event.serverId()))
        .on(BackupRequested.class, event -> backups.request(event.serverId(), event.backupId()));
  }

  private static Durability durability(InventoryEvent.Durability durability) {
    return switch (durability) {
      case Asynchronous -> Durability.ASYNCHRONOUS;
      case Synchronous -> Durability.SYNCHRONOUS;
    };
  }

  private void begin(ServerProvisioned event) {
    PricingTier tier = event.pricingTier();
    protection.begin(
        ProtectedServer.provisioned(
            event.serverId(),
            event.name(),
            event.region(),
            event.address(),
            event.port(),
            event.postgresVersion(),
            event.systemIdentifier(),
            event.timeline(),
            clock.instant().truncatedTo(ChronoUnit.MICROS)),
        new BackupPolicy(
            event.serverId(),
            tier.backupRetentionDays(),
            redundancy(tier.backupRedundancy()),
            Objects.requireNonNullElse(
                tier.restoreTimeObjective(), PricingTier.USUAL_RESTORE_TIME_OBJECTIVE)));
  }

  private static Redundancy redundancy(PricingTier.Redundancy redundancy) {
    return switch (redundancy) {
      case Local -> Redundancy.LOCAL;
      case Geo -> Redundancy.GEO;
    };
  }
}
