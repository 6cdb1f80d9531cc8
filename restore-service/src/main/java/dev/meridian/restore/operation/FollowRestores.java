package dev.meridian.restore.operation;

import dev.meridian.messaging.inbox.CurrentEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Follows what inventory and the hosts make of restores. */
@Component
@Transactional
public class FollowRestores {

  private final Restores restores;
  private final RestoreAnnouncements announcements;
  private final MeasuredRestores measured;
  private final Clock clock;

  FollowRestores(
      Restores restores,
      RestoreAnnouncements announcements,
      MeasuredRestores measured,
      Clock clock) {
    this.restores = restores;
    this.announcements = announcements;
    this.measured = measured;
    this.clock = clock;
  }

  /** A host is at work on it. */
  public void progressed(UUID restoreId, Progress progress) {
    change(restores.findByIdForUpdate(restoreId), restore -> restore.progressed(progress, now()))
        .ifPresent(
            restore ->
                announcements.progressed(restore, progress, measured.left(restore).orElse(null)));
  }

  /** The new server runs. */
  public void completed(UUID restoreId, @Nullable Instant restoredTo, String restoredToLsn) {
    change(restores.findByIdForUpdate(restoreId), restore -> restore.completed(restoredTo, now()))
        .ifPresent(restore -> announcements.completed(restore, restoredToLsn));
  }

  /** The new server won't be. */
  public void failed(UUID restoreId, String code, String reason) {
    fail(restores.findByIdForUpdate(restoreId), code, reason);
  }

  /** A server is gone; if a restore was making it, that has failed. */
  public void dropped(UUID serverId) {
    fail(
        restores.findByNewServerIdForUpdate(serverId),
        "new-server-dropped",
        "The new server was dropped before it was restored");
  }

  /** When what is told of happened. */
  private Instant now() {
    return CurrentEvent.time().orElseGet(clock::instant);
  }

  private void fail(Optional<Restore> restore, String code, String reason) {
    if (restore.filter(known -> known.status() == RestoreStatus.Cancelling).isPresent()) {
      change(restore, known -> known.cancelled(clock.instant()))
          .ifPresent(announcements::cancelled);
    } else {
      change(restore, known -> known.failed(code, reason, clock.instant()))
          .ifPresent(failed -> announcements.failed(failed, code, reason));
    }
  }

  private Optional<Restore> change(Optional<Restore> restore, Predicate<Restore> verb) {
    Optional<Restore> changed = restore.filter(verb);
    changed.ifPresent(restores::update);
    return changed;
  }
}
