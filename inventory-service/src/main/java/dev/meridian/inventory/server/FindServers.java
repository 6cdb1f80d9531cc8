package dev.meridian.inventory.server;

import dev.meridian.messaging.problem.Refused;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Looks servers up. */
@Component
public class FindServers {

  private final Servers servers;

  FindServers(Servers servers) {
    this.servers = servers;
  }

  /** All but the dropped ones, oldest first. */
  @Transactional(readOnly = true)
  public List<Server> all() {
    return servers.findByStatusNotEqualOrderByCreatedAt(ServerStatus.Dropped);
  }

  /**
   * The dropped ones that can still be restored, oldest first: once nothing is promised of one any
   * more, it goes without a trace, as one that never ran does at once.
   */
  @Transactional(readOnly = true)
  public List<Server> dropped() {
    return servers.droppedAndRestorable();
  }

  /**
   * The server with this id, whatever became of it; or the living one of this name; or else the
   * last of this name that failed.
   *
   * @throws Refused {@code server-not-found}
   */
  @Transactional(readOnly = true)
  public Server named(String nameOrId) {
    return find(nameOrId).orElseThrow(() -> notFound(nameOrId));
  }

  /** The same, and keeps others from changing it until the transaction ends. */
  Server lock(String nameOrId) {
    return servers.findByIdForUpdate(named(nameOrId).id()).orElseThrow(() -> notFound(nameOrId));
  }

  private Optional<Server> find(String nameOrId) {
    return id(nameOrId)
        .flatMap(servers::findById)
        .or(() -> servers.findByNameAndStatusNotIn(nameOrId, ServerStatus.NOT_LIVING))
        .or(
            () ->
                servers.findFirstByNameAndStatusOrderByCreatedAtDesc(
                    nameOrId, ServerStatus.Failed));
  }

  private static Optional<UUID> id(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Refused notFound(String nameOrId) {
    return Refused.notFound(
        "server-not-found",
        "There is no server %s; GET /v1/servers lists those that there are".formatted(nameOrId));
  }
}
