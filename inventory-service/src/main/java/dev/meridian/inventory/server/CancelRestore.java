package dev.meridian.inventory.server;

import dev.meridian.inventory.placement.TakePlace;
import dev.meridian.inventory.server.ServerAnnouncements.Rejection;
import dev.meridian.messaging.problem.Refused;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Gives up servers that restores were to make. One that a host has begun with goes when the host
 * says that nothing is left of it; one that is complete stays.
 */
@Component
public class CancelRestore {

  /** Why the server of a cancelled restore isn't made; hosts say the same. */
  static final String CODE = "restore-cancelled";

  private final Servers servers;
  private final CancelledRestores cancelled;
  private final TakePlace takePlace;
  private final ServerAnnouncements announcements;
  private final Clock clock;

  CancelRestore(
      Servers servers,
      CancelledRestores cancelled,
      TakePlace takePlace,
      ServerAnnouncements announcements,
      Clock clock) {
    this.servers = servers;
    this.cancelled = cancelled;
    this.takePlace = takePlace;
    this.announcements = announcements;
    this.clock = clock;
  }

  /** Somebody no longer wants a restore; its plan may not have been heard of yet. */
  @Transactional
  public void requested(UUID restoreId, UUID newServerId) {
    lock(restoreId);
    if (!cancelled.existsByRestoreId(restoreId)) {
      cancelled.save(new CancelledRestore(restoreId, clock.instant()));
    }
    servers
        .findByIdForUpdate(newServerId)
        .filter(server -> server.wasMadeBy(restoreId))
        .ifPresent(this::giveUp);
  }

  private void giveUp(Server server) {
    switch (server.status()) {
      case Requested -> {
        remove(server);
        announcements.rejected(rejection(server));
      }
      case Failed -> remove(server);
      case Provisioning, Ready, Dropping, Dropped -> {
        // Its host has the last word, and has it already.
      }
    }
  }

  private static Rejection rejection(Server server) {
    Refused why = refusal();
    return new Rejection(
        server.id(), server.name(), why.code(), why.reason(), server.origin().restoreId());
  }

  /** Whether a restore's server is wanted doesn't change until the transaction ends. */
  void lock(UUID restoreId) {
    cancelled.lock(restoreId.toString());
  }

  /**
   * Makes sure that a restore's server is wanted.
   *
   * @throws Refused {@code restore-cancelled}
   */
  void requireWanted(UUID restoreId) {
    if (cancelled.existsByRestoreId(restoreId)) {
      throw refusal();
    }
  }

  /** Leaves nothing of a server that was not made, if that is because nobody wanted its restore. */
  boolean removedIfCancelled(Server server) {
    UUID restoreId = server.origin().restoreId();
    if (restoreId == null || !cancelled.existsByRestoreId(restoreId)) {
      return false;
    }
    remove(server);
    return true;
  }

  /** Whether a restore was cancelled whose server isn't known any more: its host was lost. */
  boolean isForgotten(@Nullable UUID restoreId) {
    return restoreId != null && cancelled.existsByRestoreId(restoreId);
  }

  private void remove(Server server) {
    takePlace.giveBack(server.id());
    servers.deleteById(server.id());
  }

  private static Refused refusal() {
    return Refused.conflict(CODE, "The restore was cancelled before its server was placed");
  }
}
