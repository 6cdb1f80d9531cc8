package dev.meridian.host.server;

import dev.meridian.host.settings.HostSettings;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Records the drills that this host is told to do. The copy that a drill makes is looked after like
 * a server that is being made, by the drill's id, and nobody else hears of it.
 */
@Component
@Transactional
public class AssignDrills {

  /** Why a drill that nobody wants any more ends. */
  public static final String DRILL_CANCELLED = "drill-cancelled";

  private static final PricingTier TIER = new PricingTier(ComputeTier.BASIC, 1, 10, 7, false, null);

  private final HostSettings settings;
  private final Servers servers;
  private final WorkQueue queue;
  private final CancelledRestores cancelled;
  private final Announcements announcements;
  private final ApplicationEventPublisher events;

  AssignDrills(
      HostSettings settings,
      Servers servers,
      WorkQueue queue,
      CancelledRestores cancelled,
      Announcements announcements,
      ApplicationEventPublisher events) {
    this.settings = settings;
    this.servers = servers;
    this.queue = queue;
    this.cancelled = cancelled;
    this.announcements = announcements;
    this.events = events;
  }

  /** A drill is to be done here. */
  public void assign(Work.Drill drill, int postgresVersion) {
    UUID id = drill.drillId();
    cancelled.lock(id.toString());
    if (cancelled.existsByRestoreId(id)) {
      announcements.drillBroken(
          drill.plan().sourceServerId(),
          id,
          DRILL_CANCELLED,
          "The drill was cancelled before it was begun");
    } else if (!servers.existsById(id)) {
      cancelled.lock("names of private sockets");
      servers.save(copy(drill, postgresVersion));
      queue.add(id, drill);
      events.publishEvent(new WorkRecorded(id));
    }
  }

  private Server copy(Work.Drill drill, int postgresVersion) {
    return Server.placed(
        drill.drillId(),
        "drill-" + drill.drillId(),
        TIER,
        "",
        postgresVersion,
        drill.plan().region(),
        socketNumber());
  }

  /** It listens on no port; the number only names its socket, and is none that a server gets. */
  private int socketNumber() {
    Set<Integer> taken =
        servers.findByStateInList(List.of(ServerState.PLACED, ServerState.RUNNING)).stream()
            .map(Server::port)
            .collect(Collectors.toSet());
    return IntStream.rangeClosed(1, 65_535)
        .filter(number -> !settings.ports().contain(number) && !taken.contains(number))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("No socket has a free name"));
  }
}
