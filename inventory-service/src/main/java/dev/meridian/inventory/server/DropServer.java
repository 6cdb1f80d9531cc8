package dev.meridian.inventory.server;

import dev.meridian.inventory.placement.TakePlace;
import dev.meridian.messaging.problem.Refused;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Drops servers; their backups stay restorable through their retention. */
@Component
public class DropServer {

  private final FindServers findServers;
  private final Servers servers;
  private final TakePlace takePlace;
  private final ServerAnnouncements announcements;

  DropServer(
      FindServers findServers,
      Servers servers,
      TakePlace takePlace,
      ServerAnnouncements announcements) {
    this.findServers = findServers;
    this.servers = servers;
    this.takePlace = takePlace;
    this.announcements = announcements;
  }

  /**
   * Asks a server's host to drop it. A failed one, of which nothing is left, is dropped at once.
   *
   * @throws Refused if there is no such server, it is still being made, or is being dropped already
   */
  @Transactional
  public Server drop(String nameOrId) {
    Server server = findServers.lock(nameOrId);
    if (server.status() == ServerStatus.Failed) {
      server.dropped();
    } else {
      requireDroppable(server);
      server.dropping();
      announcements.dropRequested(server.id(), server.name());
    }
    servers.update(server);
    return server;
  }

  /** Somebody asked for a server to be dropped: its host does so whenever it can. */
  @Transactional
  public void requested(UUID id) {
    servers.findByIdForUpdate(id).filter(DropServer::begin).ifPresent(servers::update);
  }

  /** A server is gone; its port and its name are free. */
  @Transactional
  public void dropped(UUID id) {
    Optional<Server> known = servers.findByIdForUpdate(id);
    if (known.isEmpty()) {
      // Forgotten while its host was lost, which had its place until now.
      takePlace.giveBack(id);
    }
    known
        .filter(Server::dropped)
        .ifPresent(
            server -> {
              servers.update(server);
              takePlace.giveBack(id);
            });
  }

  /** What has no host has nobody else who would drop it. */
  private static boolean begin(Server server) {
    return server.dropping() || server.dropped();
  }

  private static void requireDroppable(Server server) {
    switch (server.status()) {
      case Dropping, Dropped ->
          throw Refused.conflict(
                  "server-dropping",
                  "Server %s is %s already".formatted(server.name(), server.status()))
              .with("serverStatus", server.status().name());
      default -> Readiness.require(server);
    }
  }
}
