package dev.meridian.restore.drill;

import dev.meridian.messaging.inbox.CurrentEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Follows what the hosts make of drills. */
@Component
@Transactional
public class FollowDrills {

  private final Drills drills;
  private final Schedules schedules;
  private final DrillAnnouncements announcements;
  private final DrillSettings settings;
  private final Clock clock;

  FollowDrills(
      Drills drills,
      Schedules schedules,
      DrillAnnouncements announcements,
      DrillSettings settings,
      Clock clock) {
    this.drills = drills;
    this.schedules = schedules;
    this.announcements = announcements;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * A host is at work on it.
   *
   * @param waitingFor what it can't get on without; null while it does
   */
  public void progressed(UUID drillId, String phase, @Nullable String waitingFor) {
    Instant now = clock.instant();
    Instant at = CurrentEvent.time().orElse(now);
    change(drillId, drill -> drill.progressed(phase, waitingFor, at, now));
  }

  /** All was as it should be. */
  public void passed(UUID drillId, Findings findings) {
    change(
        drillId,
        drill -> {
          boolean first = drill.verified(findings, clock.instant());
          if (first) {
            announcements.verified(drill, findings);
          }
          return first;
        });
  }

  /** Something was not, or nobody wanted it any more. */
  public void broken(UUID drillId, String code, String reason) {
    change(
        drillId,
        drill ->
            drill.status() == DrillStatus.Cancelling
                ? drill.cancelled(clock.instant())
                : fail(drill, code, reason));
  }

  /** A drill has failed, for what its host says or for what is known here. */
  boolean fail(Drill drill, String code, String reason) {
    boolean first = drill.failed(drill.targetAt().orElse(null), code, reason, clock.instant());
    if (first) {
      announcements.failed(drill, code, reason);
      schedules.bringForward(drill.serverId(), clock.instant().plus(settings.retryAfter()));
    }
    return first;
  }

  private void change(UUID drillId, Predicate<Drill> verb) {
    drills.findByIdForUpdate(drillId).filter(verb).ifPresent(drills::update);
  }
}
