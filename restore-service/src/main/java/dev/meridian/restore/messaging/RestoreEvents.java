package dev.meridian.restore.messaging;

import dev.meridian.events.InventoryEvent.ServerRejected;
import dev.meridian.events.PostgresHostEvent.ProvisionedOrigin;
import dev.meridian.events.PostgresHostEvent.ServerDropped;
import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningFailed;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningProgressed;
import dev.meridian.events.RestoreEvent.RestoreCancelRequested;
import dev.meridian.events.RestoreEvent.RestoreRequested;
import dev.meridian.messaging.inbox.EventHandlers;
import dev.meridian.messaging.inbox.Subscriptions;
import dev.meridian.restore.operation.CancelRestore;
import dev.meridian.restore.operation.FollowRestores;
import dev.meridian.restore.operation.Progress;
import dev.meridian.restore.operation.RequestRestore;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What is heard of restores. */
@Component
class RestoreEvents implements EventHandlers {

  private final RequestRestore requestRestore;
  private final CancelRestore cancelRestore;
  private final FollowRestores followRestores;

  RestoreEvents(
      RequestRestore requestRestore, CancelRestore cancelRestore, FollowRestores followRestores) {
    this.requestRestore = requestRestore;
    this.cancelRestore = cancelRestore;
    this.followRestores = followRestores;
  }

  @Override
  public void subscribe(Subscriptions to) {
    to.on(RestoreRequested.class, this::requested)
        .on(RestoreCancelRequested.class, event -> cancelRestore.requested(event.restoreId()))
        .on(ServerRejected.class, this::rejected)
        .on(ServerProvisioningProgressed.class, this::progressed)
        .on(ServerProvisioned.class, this::provisioned)
        .on(ServerProvisioningFailed.class, this::failed)
        .on(ServerDropped.class, event -> followRestores.dropped(event.serverId()));
  }

  private void requested(RestoreRequested event) {
    requestRestore.requested(
        event.restoreId(),
        event.sourceServerId(),
        Translation.target(event.target()),
        event.newServerId(),
        event.newServerName(),
        Translation.options(event.options()));
  }

  private void rejected(ServerRejected event) {
    Optional.ofNullable(event.restoreId())
        .ifPresent(restore -> followRestores.failed(restore, event.code(), event.reason()));
  }

  private void progressed(ServerProvisioningProgressed event) {
    Progress progress =
        new Progress(
            event.phase(),
            event.bytesDone(),
            event.bytesTotal(),
            event.replayedTo(),
            event.waitingFor());
    Optional.ofNullable(event.restoreId())
        .ifPresent(restore -> followRestores.progressed(restore, progress));
  }

  private void provisioned(ServerProvisioned event) {
    if (event.origin() instanceof ProvisionedOrigin.Restored restored) {
      followRestores.completed(
          restored.restoreId(), restored.restoredTo(), restored.restoredToLsn());
    }
  }

  private void failed(ServerProvisioningFailed event) {
    Optional.ofNullable(event.restoreId())
        .ifPresent(restore -> followRestores.failed(restore, event.code(), event.reason()));
  }
}
