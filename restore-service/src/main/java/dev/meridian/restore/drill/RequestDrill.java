package dev.meridian.restore.drill;

import dev.meridian.messaging.problem.Refused;
import dev.meridian.restore.source.FindSources;
import dev.meridian.restore.source.SourceServer;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Asks for drills, and gives them up. */
@Component
@Transactional
public class RequestDrill {

  private final Drills drills;
  private final FindSources sources;
  private final DrillAnnouncements announcements;
  private final Clock clock;

  RequestDrill(Drills drills, FindSources sources, DrillAnnouncements announcements, Clock clock) {
    this.drills = drills;
    this.sources = sources;
    this.announcements = announcements;
    this.clock = clock;
  }

  /**
   * Somebody wants a server proven, now.
   *
   * @param server its name or id, living or dropped
   * @throws Refused {@code server-not-found}, or {@code drill-under-way} with the id of the one
   *     that the server has
   */
  public Drill request(String server) {
    SourceServer source = FindDrills.server(sources, server);
    drills.lock();
    Optional<Drill> open = openOf(source.id());
    if (open.isPresent()) {
      throw Refused.conflict(
              "drill-under-way",
              "A drill of %s is under way since %s; wait for it, or cancel it"
                  .formatted(source.name(), open.get().requestedAt()))
          .with("drillId", open.get().id().toString());
    }
    return save(source, false);
  }

  /** A server's drill is due; nothing happens if it has one. */
  void due(SourceServer source) {
    drills.lock();
    if (openOf(source.id()).isEmpty()) {
      save(source, true);
    }
  }

  /**
   * Nobody wants it any more. A second time makes no difference.
   *
   * @throws Refused {@code drill-not-found}, or {@code drill-already-ended} with how it ended
   */
  public Drill cancel(UUID id) {
    Drill drill =
        drills.findByIdForUpdate(id).orElseThrow(() -> FindDrills.notFound(id.toString()));
    if (drill.cancelRequested(clock.instant())) {
      drills.update(drill);
      if (drill.status() == DrillStatus.Cancelling) {
        announcements.cancelRequested(drill);
      }
    } else if (drill.status().isEnd() && drill.status() != DrillStatus.Cancelled) {
      throw Refused.conflict(
              "drill-already-ended",
              "The drill has ended as %s; nothing of it is left".formatted(drill.status()))
          .with("drillStatus", drill.status().name());
    }
    return drill;
  }

  private Optional<Drill> openOf(UUID serverId) {
    return drills.open().stream().filter(drill -> drill.serverId().equals(serverId)).findFirst();
  }

  private Drill save(SourceServer source, boolean scheduled) {
    Drill drill =
        new Drill(UUID.randomUUID(), source.id(), source.name(), scheduled, clock.instant());
    drills.save(drill);
    return drill;
  }
}
