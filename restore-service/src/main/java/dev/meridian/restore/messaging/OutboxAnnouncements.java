package dev.meridian.restore.messaging;

import dev.meridian.events.RestoreEvent.RestoreCancelRequested;
import dev.meridian.events.RestoreEvent.RestoreCancelled;
import dev.meridian.events.RestoreEvent.RestoreCompleted;
import dev.meridian.events.RestoreEvent.RestoreFailed;
import dev.meridian.events.RestoreEvent.RestorePlanned;
import dev.meridian.events.RestoreEvent.RestoreProgressed;
import dev.meridian.events.RestoreEvent.RestoreRejected;
import dev.meridian.events.RestoreEvent.RestoreRequested;
import dev.meridian.messaging.outbox.Outbox;
import dev.meridian.restore.operation.Destination;
import dev.meridian.restore.operation.Progress;
import dev.meridian.restore.operation.Restore;
import dev.meridian.restore.operation.RestoreAnnouncements;
import dev.meridian.restore.plan.Plan;
import dev.meridian.restore.plan.Window;
import dev.meridian.restore.source.SourceServer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Says what happens to restores, by events. */
@Component
class OutboxAnnouncements implements RestoreAnnouncements {

  private final Outbox outbox;

  OutboxAnnouncements(Outbox outbox) {
    this.outbox = outbox;
  }

  @Override
  public void requested(Restore restore) {
    outbox.publish(
        new RestoreRequested(
            restore.id(),
            restore.sourceServerId(),
            Translation.target(restore.target()),
            restore.newServerId(),
            restore.newServerName(),
            Translation.options(restore.options())));
  }

  @Override
  public void planned(Restore restore, SourceServer holder, Destination destination, Plan plan) {
    outbox.publish(
        new RestorePlanned(
            restore.id(),
            restore.sourceServerId(),
            restore.newServerId(),
            restore.newServerName(),
            Translation.tier(destination.tier()),
            holder.adminLogin(),
            plan.postgresVersion(),
            destination.region(),
            Translation.plan(plan, restore.options())));
  }

  @Override
  public void rejected(Restore restore, String code, String reason, Window window) {
    outbox.publish(
        new RestoreRejected(
            restore.id(),
            restore.sourceServerId(),
            restore.newServerId(),
            code,
            reason,
            window.earliest(),
            window.latest(),
            Translation.eventGaps(window.gaps())));
  }

  @Override
  public void progressed(Restore restore, Progress progress, @Nullable Duration left) {
    outbox.publish(
        new RestoreProgressed(
            restore.id(),
            restore.sourceServerId(),
            restore.newServerId(),
            progress.phase(),
            progress.bytesDone(),
            progress.bytesTotal(),
            progress.replayedTo(),
            progress.waitingFor(),
            left == null ? null : left.toSeconds()));
  }

  @Override
  public void completed(Restore restore, String restoredToLsn) {
    outbox.publish(
        new RestoreCompleted(
            restore.id(),
            restore.sourceServerId(),
            restore.newServerId(),
            restore.newServerName(),
            restore.restoredTo().orElse(null),
            restoredToLsn));
  }

  @Override
  public void failed(Restore restore, String code, String reason) {
    outbox.publish(
        new RestoreFailed(
            restore.id(), restore.sourceServerId(), restore.newServerId(), code, reason));
  }

  @Override
  public void cancelRequested(Restore restore) {
    outbox.publish(
        new RestoreCancelRequested(restore.id(), restore.sourceServerId(), restore.newServerId()));
  }

  @Override
  public void cancelled(Restore restore) {
    outbox.publish(
        new RestoreCancelled(restore.id(), restore.sourceServerId(), restore.newServerId()));
  }
}
