package dev.meridian.restore.operation;

import dev.meridian.messaging.problem.Refused;
import java.time.Clock;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Gives restores up. What is only asked for ends at once; what is planned ends when inventory or
 * the host say that nothing is left of it.
 */
@Component
@Transactional
public class CancelRestore {

  private final Restores restores;
  private final CancelledEarly cancelledEarly;
  private final RestoreAnnouncements announcements;
  private final Clock clock;

  CancelRestore(
      Restores restores,
      CancelledEarly cancelledEarly,
      RestoreAnnouncements announcements,
      Clock clock) {
    this.restores = restores;
    this.cancelledEarly = cancelledEarly;
    this.announcements = announcements;
    this.clock = clock;
  }

  /**
   * Somebody asks here. A second time makes no difference.
   *
   * @throws Refused {@code restore-not-found}, or {@code restore-already-ended} with the status as
   *     which it ended
   */
  public Restore cancel(UUID id) {
    Restore restore = restores.findByIdForUpdate(id).orElseThrow(() -> FindRestores.notFound(id));
    if (restore.cancelRequested(clock.instant())) {
      announcements.cancelRequested(restore);
      record(restore);
    } else if (restore.status().isEnd() && restore.status() != RestoreStatus.Cancelled) {
      throw Refused.conflict(
              "restore-already-ended",
              restore.status() == RestoreStatus.Completed
                  ? "The restore is completed; its new server %s can be dropped"
                      .formatted(restore.newServerName())
                  : "The restore has ended as %s; nothing of it is left"
                      .formatted(restore.status()))
          .with("restoreStatus", restore.status().name());
    }
    return restore;
  }

  /** Somebody asked by an event, maybe before the restore itself is heard of. */
  public void requested(UUID id) {
    restores.lock("restore " + id);
    restores
        .findByIdForUpdate(id)
        .ifPresentOrElse(
            restore -> {
              if (restore.cancelRequested(clock.instant())) {
                record(restore);
              }
            },
            () -> remember(id));
  }

  private void remember(UUID id) {
    if (!cancelledEarly.existsByRestoreId(id)) {
      cancelledEarly.save(new CancelledEarly.Entry(id, clock.instant()));
    }
  }

  private void record(Restore restore) {
    restores.update(restore);
    if (restore.status() == RestoreStatus.Cancelled) {
      announcements.cancelled(restore);
    }
  }
}
