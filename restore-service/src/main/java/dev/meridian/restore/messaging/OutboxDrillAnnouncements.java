package dev.meridian.restore.messaging;

import dev.meridian.events.DrillEvent.RestoreDrillCancelRequested;
import dev.meridian.events.DrillEvent.RestoreDrillFailed;
import dev.meridian.events.DrillEvent.RestoreDrillPlanned;
import dev.meridian.events.DrillEvent.RestoreVerified;
import dev.meridian.events.DrillFindings;
import dev.meridian.messaging.outbox.Outbox;
import dev.meridian.restore.drill.Drill;
import dev.meridian.restore.drill.DrillAnnouncements;
import dev.meridian.restore.drill.Findings;
import dev.meridian.restore.operation.Options;
import dev.meridian.restore.plan.Plan;
import org.springframework.stereotype.Component;

/** Says what happens to drills, by events. */
@Component
class OutboxDrillAnnouncements implements DrillAnnouncements {

  private final Outbox outbox;

  OutboxDrillAnnouncements(Outbox outbox) {
    this.outbox = outbox;
  }

  @Override
  public void planned(Drill drill, String hostId, Plan plan, int checkSeconds) {
    outbox.publish(
        new RestoreDrillPlanned(
            drill.id(),
            drill.serverId(),
            hostId,
            plan.postgresVersion(),
            Translation.plan(plan, Options.NONE),
            checkSeconds));
  }

  @Override
  public void verified(Drill drill, Findings found) {
    outbox.publish(
        new RestoreVerified(
            drill.id(),
            drill.serverId(),
            drill.targetAt().orElseThrow(),
            new DrillFindings(
                found.restoredTo(),
                found.heartbeatAt(),
                found.restoreMillis(),
                found.relationsChecked(),
                found.relationsTotal(),
                found.pagesChecked(),
                found.pagesTotal())));
  }

  @Override
  public void failed(Drill drill, String code, String reason) {
    outbox.publish(
        new RestoreDrillFailed(
            drill.id(), drill.serverId(), drill.targetAt().orElse(null), code, reason));
  }

  @Override
  public void cancelRequested(Drill drill) {
    outbox.publish(new RestoreDrillCancelRequested(drill.id(), drill.serverId()));
  }
}
