package dev.meridian.host.server;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The work that is to be done, in order for each server, but that one that runs is dropped before
 * all else; what is in it survives a crash.
 */
@Component
public class WorkQueue {

  private final WorkItems items;
  private final JsonMapper json =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  WorkQueue(WorkItems items) {
    this.items = items;
  }

  /**
   * A piece of work that is in the queue.
   *
   * @param id its place in the queue
   */
  public record Queued(long id, Work work) {

    private boolean isDrop() {
      return work instanceof Work.Drop;
    }
  }

  void add(UUID serverId, Work work) {
    items.save(new WorkItem(null, serverId, json.writeValueAsString(work)));
  }

  /**
   * What is to be done next on a server. One that runs doesn't have to get what was asked of it
   * before it is dropped, which may be what it can't have.
   */
  public Optional<Queued> next(Server server) {
    List<Queued> all = all(server.id());
    return all.stream()
        .filter(queued -> server.state() == ServerState.RUNNING && queued.isDrop())
        .findFirst()
        .or(() -> all.stream().findFirst());
  }

  /** Whether a server is to be removed, now or after other work. */
  public boolean isToBeDropped(UUID serverId) {
    return all(serverId).stream().anyMatch(Queued::isDrop);
  }

  /** Whether a restore is to be done and no longer wanted. */
  public boolean isToBeCancelled(UUID serverId) {
    return all(serverId).stream().anyMatch(queued -> queued.work() instanceof Work.CancelRestore);
  }

  /** Whether the server is still to be made by this restore or drill. */
  boolean isToBeRestored(UUID serverId, UUID restoreId) {
    return all(serverId).stream()
        .anyMatch(
            queued ->
                switch (queued.work()) {
                  case Work.Restore restore -> restore.restoreId().equals(restoreId);
                  case Work.Drill drill -> drill.drillId().equals(restoreId);
                  default -> false;
                });
  }

  void done(Queued work) {
    items.deleteById(work.id());
  }

  /** Nothing is to be done on a server any more; what was. */
  List<Work> clear(UUID serverId) {
    List<Work> left = all(serverId).stream().map(Queued::work).toList();
    items.deleteByServerId(serverId);
    return left;
  }

  private List<Queued> all(UUID serverId) {
    return items.findByServerIdOrderById(serverId).stream().map(this::read).toList();
  }

  private Queued read(WorkItem item) {
    return new Queued(
        Objects.requireNonNull(item.id()), json.readValue(item.details(), Work.class));
  }
}
