package dev.meridian.host.messaging;

import dev.meridian.events.DrillFindings;
import dev.meridian.events.PostgresHostEvent;
import dev.meridian.events.PostgresHostEvent.AdminPasswordChangeFailed;
import dev.meridian.events.PostgresHostEvent.AdminPasswordChanged;
import dev.meridian.events.PostgresHostEvent.HostReported;
import dev.meridian.events.PostgresHostEvent.NetworkRulesApplied;
import dev.meridian.events.PostgresHostEvent.PricingTierApplied;
import dev.meridian.events.PostgresHostEvent.ProvisionedOrigin;
import dev.meridian.events.PostgresHostEvent.RestoreDrillBroken;
import dev.meridian.events.PostgresHostEvent.RestoreDrillPassed;
import dev.meridian.events.PostgresHostEvent.RestoreDrillProgressed;
import dev.meridian.events.PostgresHostEvent.ServerDropped;
import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningFailed;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningProgressed;
import dev.meridian.host.report.HostReports;
import dev.meridian.host.server.Announcements;
import dev.meridian.host.server.Findings;
import dev.meridian.host.server.Server;
import dev.meridian.host.settings.HostSettings;
import dev.meridian.messaging.outbox.Outbox;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What this host says. */
@Component
class OutboxAnnouncements implements Announcements, HostReports {

  private final Outbox outbox;
  private final HostSettings settings;

  OutboxAnnouncements(Outbox outbox, HostSettings settings) {
    this.outbox = outbox;
    this.settings = settings;
  }

  @Override
  public void provisioningProgressed(UUID serverId, @Nullable UUID restoreId, Progress progress) {
    outbox.publish(
        new ServerProvisioningProgressed(
            serverId,
            restoreId,
            progress.phase(),
            progress.bytesDone(),
            progress.bytesTotal(),
            progress.replayedTo(),
            waitingFor(progress)));
  }

  @Override
  public void provisioned(Server server, Provisioned how) {
    outbox.publish(
        new ServerProvisioned(
            server.id(),
            server.name(),
            Tiers.toEvent(server.pricingTier()),
            server.adminLogin(),
            origin(how.restored()),
            server.region(),
            settings.id(),
            settings.address(),
            server.port(),
            how.postgresVersion(),
            how.systemIdentifier(),
            how.timeline()));
  }

  private static ProvisionedOrigin origin(@Nullable Restored restored) {
    return restored == null
        ? new ProvisionedOrigin.New()
        : new ProvisionedOrigin.Restored(
            restored.restoreId(),
            restored.sourceServerId(),
            restored.targetTime(),
            restored.restoredTo(),
            restored.restoredToLsn());
  }

  @Override
  public void provisioningFailed(
      UUID serverId, @Nullable UUID restoreId, String code, String reason) {
    outbox.publish(new ServerProvisioningFailed(serverId, restoreId, code, reason));
  }

  @Override
  public void adminPasswordChanged(UUID serverId, UUID changeId) {
    outbox.publish(new AdminPasswordChanged(serverId, changeId));
  }

  @Override
  public void adminPasswordChangeFailed(UUID serverId, UUID changeId, String code, String reason) {
    outbox.publish(new AdminPasswordChangeFailed(serverId, changeId, code, reason));
  }

  @Override
  public void pricingTierApplied(Server server) {
    outbox.publish(new PricingTierApplied(server.id(), Tiers.toEvent(server.pricingTier())));
  }

  @Override
  public void networkRulesApplied(UUID serverId, long revision) {
    outbox.publish(new NetworkRulesApplied(serverId, revision));
  }

  @Override
  public void drillProgressed(UUID sourceServerId, UUID drillId, Progress progress) {
    outbox.publish(
        new RestoreDrillProgressed(
            sourceServerId,
            drillId,
            progress.phase(),
            progress.bytesDone(),
            progress.bytesTotal(),
            waitingFor(progress)));
  }

  private static @Nullable String waitingFor(Progress progress) {
    return progress.waits() ? PostgresHostEvent.REPOSITORY : null;
  }

  @Override
  public void drillPassed(UUID sourceServerId, UUID drillId, Findings findings) {
    outbox.publish(
        new RestoreDrillPassed(
            sourceServerId,
            drillId,
            new DrillFindings(
                findings.restoredTo(),
                findings.heartbeatAt(),
                findings.restoreMillis(),
                findings.relationsChecked(),
                findings.relationsTotal(),
                findings.pagesChecked(),
                findings.pagesTotal())));
  }

  @Override
  public void drillBroken(UUID sourceServerId, UUID drillId, String code, String reason) {
    outbox.publish(new RestoreDrillBroken(sourceServerId, drillId, code, reason));
  }

  @Override
  public void dropped(UUID serverId) {
    outbox.publish(new ServerDropped(serverId));
  }

  @Override
  public void reported(HostReport report) {
    outbox.publish(
        new HostReported(
            settings.id(),
            settings.region(),
            settings.address(),
            report.cores(),
            report.memoryBytes(),
            report.freeStorageBytes(),
            report.postgresVersions(),
            settings.ports().first(),
            settings.ports().count()));
  }
}
