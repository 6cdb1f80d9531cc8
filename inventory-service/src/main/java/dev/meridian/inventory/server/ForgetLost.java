package dev.meridian.inventory.server;

import dev.meridian.inventory.placement.PlacementSettings;
import dev.meridian.inventory.server.ServerAnnouncements.Rejection;
import dev.meridian.messaging.inbox.Hearing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Forgets the servers of cancelled restores whose hosts are lost: nobody is left to say that
 * nothing is left of them. Their names are free then. Their places aren't: a host that comes back
 * removes what it has, and says so.
 */
@Component
class ForgetLost {

  private static final Logger log = LoggerFactory.getLogger(ForgetLost.class);

  private final Servers servers;
  private final ServerAnnouncements announcements;
  private final Hearing hearing;
  private final Duration lostAfter;
  private final Clock clock;

  ForgetLost(
      Servers servers,
      ServerAnnouncements announcements,
      Hearing hearing,
      PlacementSettings settings,
      Clock clock) {
    this.servers = servers;
    this.announcements = announcements;
    this.hearing = hearing;
    this.lostAfter = settings.lostAfter();
    this.clock = clock;
  }

  @Transactional
  @Scheduled(fixedDelayString = "${meridian.inventory.placement.check-every:5s}")
  void run() {
    Instant before = clock.instant().minus(lostAfter);
    if (hearing.missedNothingSince(before)) {
      servers.unwantedOnHostsSilentSince(before).forEach(this::forget);
    }
  }

  private void forget(Server server) {
    String host = server.hostId().orElse("unknown");
    log.warn(
        "Server {} of a cancelled restore is forgotten: nothing was heard of host {} for {} s",
        server.name(),
        host,
        lostAfter.toSeconds());
    servers.deleteById(server.id());
    announcements.rejected(
        new Rejection(
            server.id(),
            server.name(),
            CancelRestore.CODE,
            "The restore was cancelled, and nothing was heard of its host %s for %d s; it removes what it has of it when it comes back"
                .formatted(host, lostAfter.toSeconds()),
            server.origin().restoreId()));
  }
}
