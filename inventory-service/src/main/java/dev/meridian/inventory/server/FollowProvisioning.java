package dev.meridian.inventory.server;

import dev.meridian.inventory.placement.TakePlace;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Follows what hosts say of the servers that they were to make. */
@Component
public class FollowProvisioning {

  private final Servers servers;
  private final TakePlace takePlace;
  private final CancelRestore cancelRestore;

  FollowProvisioning(Servers servers, TakePlace takePlace, CancelRestore cancelRestore) {
    this.servers = servers;
    this.takePlace = takePlace;
    this.cancelRestore = cancelRestore;
  }

  /**
   * A server runs.
   *
   * @param postgresVersion in full
   * @param restoredTo when the last transaction in it was committed, if it was restored and holds
   *     one
   */
  @Transactional
  public void provisioned(
      UUID id, Endpoint endpoint, String postgresVersion, @Nullable Instant restoredTo) {
    servers
        .findByIdForUpdate(id)
        .filter(server -> server.provisioned(endpoint, postgresVersion, restoredTo))
        .ifPresent(servers::update);
  }

  /** A server could not be made; nothing is left of it, so that its port and name are free. */
  @Transactional
  public void failed(UUID id, String reason) {
    servers
        .findByIdForUpdate(id)
        .filter(server -> server.failed(reason))
        .filter(server -> !cancelRestore.removedIfCancelled(server))
        .ifPresent(
            server -> {
              servers.update(server);
              takePlace.giveBack(id);
            });
  }
}
