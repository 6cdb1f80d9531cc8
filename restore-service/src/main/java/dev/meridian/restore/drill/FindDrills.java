package dev.meridian.restore.drill;

import dev.meridian.messaging.problem.Refused;
import dev.meridian.restore.source.FindSources;
import dev.meridian.restore.source.SourceServer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Answers what was proven, and when. */
@Component
@Transactional(readOnly = true)
public class FindDrills {

  private final Drills drills;
  private final Schedules schedules;
  private final FindSources sources;

  FindDrills(Drills drills, Schedules schedules, FindSources sources) {
    this.drills = drills;
    this.schedules = schedules;
    this.sources = sources;
  }

  /**
   * A server's drills.
   *
   * @param newestFirst the last hundred
   * @param lastProven the last one that proved it, however long ago; null if none did
   * @param nextDueAt when the next one is due; null if none is
   */
  public record OfServer(
      List<Drill> newestFirst, @Nullable Drill lastProven, @Nullable Instant nextDueAt) {}

  /**
   * Those of a server.
   *
   * @param server its name or id, living or dropped
   * @throws Refused {@code server-not-found}
   */
  public OfServer of(String server) {
    UUID id = server(sources, server).id();
    Optional<Schedules.Entry> due = schedules.findByServerId(id);
    return new OfServer(
        drills.newestOf(id),
        drills.lastVerifiedOf(id).orElse(null),
        due.map(Schedules.Entry::dueAt).orElse(null));
  }

  /**
   * One of them.
   *
   * @throws Refused {@code drill-not-found}
   */
  public Drill byId(UUID id) {
    return drills.findById(id).orElseThrow(() -> notFound(id.toString()));
  }

  /** There is no such drill. */
  public static Refused notFound(String id) {
    return Refused.notFound("drill-not-found", "There is no drill with the id " + id);
  }

  static SourceServer server(FindSources sources, String nameOrId) {
    return sources
        .byNameOrId(nameOrId)
        .orElseThrow(
            () ->
                Refused.notFound(
                    "server-not-found",
                    "There is no server %s, neither living nor dropped; give its name or its id"
                        .formatted(nameOrId)));
  }
}
