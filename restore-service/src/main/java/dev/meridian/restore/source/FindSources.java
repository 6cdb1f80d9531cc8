package dev.meridian.restore.source;

import dev.meridian.restore.plan.Window;
import dev.meridian.restore.plan.Window.Gap;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Answers what is known of servers and of what can be restored of them. */
@Component
@Transactional(readOnly = true)
public class FindSources {

  private final SourceServers servers;
  private final RestoreWindows windows;

  FindSources(SourceServers servers, RestoreWindows windows) {
    this.servers = servers;
    this.windows = windows;
  }

  /** A server by its id, living or dropped. */
  public Optional<SourceServer> byId(UUID id) {
    return servers.findById(id).filter(server -> server.state() != SourceState.Failed);
  }

  /** A server by its name or id: the living one of that name, else the one dropped last. */
  public Optional<SourceServer> byNameOrId(String nameOrId) {
    return living(nameOrId)
        .or(
            () ->
                servers.findFirstByNameAndStateOrderByChangedAtDesc(nameOrId, SourceState.Dropped))
        .or(() -> id(nameOrId).flatMap(this::byId));
  }

  /** Whether a living server has this name. */
  public boolean isTaken(String name) {
    return living(name).isPresent();
  }

  /** Up to when the archive is known to hold all that a server did. */
  public Optional<Instant> coveredUntil(UUID server) {
    return windows.findByServerId(server).map(RestoreWindow::coveredUntil);
  }

  /** The spans that can't be restored. */
  public List<Gap> gaps(UUID server) {
    return windows.findByServerId(server).map(RestoreWindow::parsedGaps).orElse(List.of());
  }

  /**
   * What can be restored of a server, by the last word of backup-service: up to the last commit, or
   * to where the archive is known to hold all, if that is later. Empty before it said anything.
   */
  public Optional<Window> window(UUID server) {
    return windows
        .findByServerId(server)
        .map(known -> new Window(known.earliest(), known.reach(), known.parsedGaps()));
  }

  /** The servers that run. */
  public List<SourceServer> running() {
    return servers.findByState(SourceState.Provisioned);
  }

  private Optional<SourceServer> living(String name) {
    return servers.findByNameAndStateIn(name, SourceState.LIVING).stream().findFirst();
  }

  private static Optional<UUID> id(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
