package dev.meridian.restore.messaging;

import dev.meridian.events.DrillFindings;
import dev.meridian.events.PostgresHostEvent.HostReported;
import dev.meridian.events.PostgresHostEvent.RestoreDrillBroken;
import dev.meridian.events.PostgresHostEvent.RestoreDrillPassed;
import dev.meridian.events.PostgresHostEvent.RestoreDrillProgressed;
import dev.meridian.messaging.inbox.CurrentEvent;
import dev.meridian.messaging.inbox.EventHandlers;
import dev.meridian.messaging.inbox.Subscriptions;
import dev.meridian.restore.drill.Findings;
import dev.meridian.restore.drill.FollowDrills;
import dev.meridian.restore.drill.FollowHosts;
import org.springframework.stereotype.Component;

/** What is heard of drills, and of the hosts that do them. */
@Component
class DrillEvents implements EventHandlers {

  private final FollowDrills followDrills;
  private final FollowHosts followHosts;

  DrillEvents(FollowDrills followDrills, FollowHosts followHosts) {
    this.followDrills = followDrills;
    this.followHosts = followHosts;
  }

  @Override
  public void subscribe(Subscriptions to) {
    to.on(
            RestoreDrillProgressed.class,
            event -> followDrills.progressed(event.drillId(), event.phase(), event.waitingFor()))
        .on(
            RestoreDrillPassed.class,
            event -> followDrills.passed(event.drillId(), findings(event.findings())))
        .on(
            RestoreDrillBroken.class,
            event -> followDrills.broken(event.drillId(), event.code(), event.reason()))
        .on(HostReported.class, this::reported);
  }

  private void reported(HostReported event) {
    followHosts.reported(
        event.hostId(),
        event.region(),
        event.freeStorageBytes(),
        event.postgresVersions(),
        CurrentEvent.time().orElseThrow());
  }

  private static Findings findings(DrillFindings found) {
    return new Findings(
        found.restoredTo(),
        found.heartbeatAt(),
        found.restoreMillis(),
        found.relationsChecked(),
        found.relationsTotal(),
        found.pagesChecked(),
        found.pagesTotal());
  }
}
