package dev.meridian.inventory.server;

import dev.meridian.inventory.placement.TakePlace;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Follows what hosts say of the servers that they were to make. */
@Component
public class FollowProvisioning {

  /** What a host says where something else listens at the port that a server was to have. */
  private static final String PORT_TAKEN = "port-taken";

  private final Servers servers;
  private final TakePlace takePlace;
  private final CancelRestore cancelRestore;
  private final ServerAnnouncements announcements;

  FollowProvisioning(
      Servers servers,
      TakePlace takePlace,
      CancelRestore cancelRestore,
      ServerAnnouncements announcements) {
    this.servers = servers;
    this.takePlace = takePlace;
    this.cancelRestore = cancelRestore;
    this.announcements = announcements;
  }

  /**
   * A server runs. One that was forgotten, because its restore was cancelled and its host lost, is
   * to go now that its host is back.
   *
   * @param restoreId the restore that made it, if one did
   * @param postgresVersion in full
   * @param restoredTo when the last transaction in it was committed, if it was restored and holds
   *     one
   */
  @Transactional
  public void provisioned(
      UUID id,
      String name,
      @Nullable UUID restoreId,
      Endpoint endpoint,
      String postgresVersion,
      @Nullable Instant restoredTo) {
    Optional<Server> known = servers.findByIdForUpdate(id);
    known
        .filter(server -> server.provisioned(endpoint, postgresVersion, restoredTo))
        .ifPresent(servers::update);
    if (known.isEmpty() && cancelRestore.isForgotten(restoreId)) {
      announcements.dropRequested(id, name);
    }
  }

  /** A server could not be made; nothing is left of it, so that its port and name are free. */
  @Transactional
  public void failed(UUID id, String code, String reason) {
    Optional<Server> known = servers.findByIdForUpdate(id);
    boolean isForgotten = known.isEmpty();
    Optional<Server> failed = known.filter(server -> server.failed(reason));
    if (isForgotten || failed.isPresent()) {
      // A forgotten one's host was lost, which had its place until now.
      giveBackPlace(id, code);
    }
    failed.filter(server -> !cancelRestore.removedIfCancelled(server)).ifPresent(servers::update);
  }

  private void giveBackPlace(UUID id, String code) {
    if (code.equals(PORT_TAKEN)) {
      takePlace.avoidPortOf(id);
    }
    takePlace.giveBack(id);
  }
}
