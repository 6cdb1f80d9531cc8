package dev.meridian.host.messaging;

import dev.meridian.events.DrillEvent.RestoreDrillCancelRequested;
import dev.meridian.events.DrillEvent.RestoreDrillPlanned;
import dev.meridian.events.InventoryEvent.AdminPasswordChangeRequested;
import dev.meridian.events.InventoryEvent.BackupPolicyChanged;
import dev.meridian.events.InventoryEvent.Durability;
import dev.meridian.events.InventoryEvent.DurabilityChanged;
import dev.meridian.events.InventoryEvent.PricingTierChanged;
import dev.meridian.events.InventoryEvent.ServerDropRequested;
import dev.meridian.events.InventoryEvent.ServerPlaced;
import dev.meridian.events.NetworkRulesEvent.NetworkRulesChanged;
import dev.meridian.events.Origin;
import dev.meridian.events.PricingTier.Redundancy;
import dev.meridian.events.RestoreEvent.RestoreCancelRequested;
import dev.meridian.events.RestoredSettings;
import dev.meridian.host.access.AddressBlocks;
import dev.meridian.host.server.AddressRange;
import dev.meridian.host.server.AssignDrills;
import dev.meridian.host.server.Assignments;
import dev.meridian.host.server.RestorePlan;
import dev.meridian.host.server.Server;
import dev.meridian.host.server.Work;
import dev.meridian.host.settings.HostSettings;
import dev.meridian.messaging.inbox.EventHandlers;
import dev.meridian.messaging.inbox.Subscriptions;
import dev.meridian.postgres.Lsn;
import java.util.List;
import org.springframework.stereotype.Component;

/** What this host is told to do. */
@Component
class HostEventHandlers implements EventHandlers {

  private final Assignments assignments;
  private final AssignDrills drills;
  private final HostSettings settings;

  HostEventHandlers(Assignments assignments, AssignDrills drills, HostSettings settings) {
    this.assignments = assignments;
    this.drills = drills;
    this.settings = settings;
  }

  @Override
  public void subscribe(Subscriptions to) {
    to.on(ServerPlaced.class, this::placed)
        .on(
            RestoreCancelRequested.class,
            event -> assignments.cancelRestore(event.restoreId(), event.newServerId()))
        .on(RestoreDrillPlanned.class, this::drillPlanned)
        .on(
            RestoreDrillCancelRequested.class,
            event -> assignments.cancelRestore(event.drillId(), event.drillId()))
        .on(AdminPasswordChangeRequested.class, this::adminPasswordChangeRequested)
        .on(PricingTierChanged.class, this::pricingTierChanged)
        .on(BackupPolicyChanged.class, this::backupPolicyChanged)
        .on(
            DurabilityChanged.class,
            event ->
                assignments.changeDurability(
                    event.serverId(), event.durability() == Durability.Synchronous))
        .on(ServerDropRequested.class, event -> assignments.drop(event.serverId()))
        .on(NetworkRulesChanged.class, this::networkRulesChanged);
  }

  private void placed(ServerPlaced event) {
    if (event.hostId().equals(settings.id())) {
      assignments.place(
          Server.placed(
              event.serverId(),
              event.name(),
              Tiers.fromEvent(event.pricingTier()),
              event.adminLogin(),
              event.postgresVersion(),
              event.region(),
              event.port()),
          work(event.origin()));
    }
  }

  private void drillPlanned(RestoreDrillPlanned event) {
    if (event.hostId().equals(settings.id())) {
      drills.assign(
          new Work.Drill(event.drillId(), plan(event.plan()), event.checkSeconds()),
          event.postgresVersion());
    }
  }

  private static Work work(Origin origin) {
    return switch (origin) {
      case Origin.New empty -> new Work.Create(empty.sealedVerifier());
      case Origin.Restored restored ->
          new Work.Restore(restored.restoreId(), plan(restored.plan()));
    };
  }

  private static RestorePlan plan(dev.meridian.events.RestorePlan plan) {
    return new RestorePlan(
        plan.sourceServerId(),
        plan.region(),
        plan.backupId(),
        plan.timeline(),
        Lsn.parse(plan.walFrom()),
        Lsn.parse(plan.walTo()),
        Lsn.parse(plan.targetLsn()),
        plan.targetTime(),
        plan.lastCommitAt(),
        plan.backupBytes(),
        plan.walBytes(),
        plan.settings() == RestoredSettings.TierDefaults
            ? RestorePlan.Settings.TIER_DEFAULTS
            : RestorePlan.Settings.AS_OF_TARGET);
  }

  private void adminPasswordChangeRequested(AdminPasswordChangeRequested event) {
    assignments.changeAdminPassword(
        event.serverId(),
        new Work.ChangeAdminPassword(event.changeId(), event.adminLogin(), event.sealedVerifier()));
  }

  private void pricingTierChanged(PricingTierChanged event) {
    assignments.changePricingTier(event.serverId(), Tiers.fromEvent(event.pricingTier()));
  }

  private void backupPolicyChanged(BackupPolicyChanged event) {
    assignments.noteBackupPolicy(
        event.serverId(),
        event.retentionDays(),
        event.redundancy() == Redundancy.Geo,
        Tiers.seconds(event.restoreTimeObjective()));
  }

  private void networkRulesChanged(NetworkRulesChanged event) {
    List<AddressRange> ranges =
        event.firewallRules().stream()
            .map(rule -> new AddressRange(rule.startAddress(), rule.endAddress()))
            .toList();
    // What can't become blocks is no rule set; better said now than when it is to be applied.
    AddressBlocks.of(ranges);
    assignments.changeNetworkRules(event.serverId(), event.revision(), ranges);
  }
}
