package dev.meridian.inventory.server;

import dev.meridian.inventory.placement.PlacementSettings;
import dev.meridian.inventory.placement.TakePlace;
import dev.meridian.inventory.placement.TakePlace.Outcome;
import dev.meridian.inventory.server.ServerAnnouncements.Rejection;
import dev.meridian.messaging.inbox.Hearing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Places servers on hosts. A server that could live on a host that is silent at the moment waits
 * for it, for a while; one that no host has room for fails at once.
 */
@Component
public class PlaceServer {

  private final Servers servers;
  private final TakePlace takePlace;
  private final ServerAnnouncements announcements;
  private final Hearing hearing;
  private final Duration patience;
  private final Clock clock;

  PlaceServer(
      Servers servers,
      TakePlace takePlace,
      ServerAnnouncements announcements,
      Hearing hearing,
      PlacementSettings settings,
      Clock clock) {
    this.servers = servers;
    this.takePlace = takePlace;
    this.announcements = announcements;
    this.hearing = hearing;
    this.patience = settings.patience();
    this.clock = clock;
  }

  /** Places a server, if it has no place yet. */
  void place(Server server) {
    place(server, true);
  }

  /** Places those that wait for a host of this region. */
  @Transactional
  public void placeWaiting(String region) {
    servers.waitingIn(region).forEach(this::place);
  }

  /** Gives up those that have waited long enough for hosts that would have been heard. */
  @Transactional
  @Scheduled(fixedDelayString = "${meridian.inventory.placement.check-every:5s}")
  public void giveUpWaiting() {
    Instant before = clock.instant().minus(patience);
    if (hearing.missedNothingSince(before)) {
      servers.waitingSince(before).forEach(server -> place(server, false));
    }
  }

  private void place(Server server, boolean mayWait) {
    if (server.status() != ServerStatus.Requested) {
      return;
    }
    switch (takePlace.take(server.id(), server.region(), server.postgresMajor())) {
      case Outcome.Taken(var place) -> {
        server.placedOn(place.hostId());
        servers.update(server);
        announcements.placed(server, place);
      }
      case Outcome.Waiting() when mayWait -> {
        // Its host's next report places it.
      }
      case Outcome.Waiting() ->
          fail(server, "no-host-available", "The host that has room for it doesn't report");
      case Outcome.Full() ->
          fail(
              server,
              "no-host-available",
              "No host of region %s runs PostgreSQL %d and has a port to spare; add a host or drop a"
                      .formatted(server.region(), server.postgresMajor())
                  + " server");
    }
  }

  private void fail(Server server, String code, String reason) {
    server.failed(reason);
    servers.update(server);
    announcements.rejected(
        new Rejection(server.id(), server.name(), code, reason, server.origin().restoreId()));
  }
}
