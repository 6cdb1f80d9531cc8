package dev.meridian.host.server;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Records what this host is told to do, and does none of it: that follows once the transaction has
 * committed. What is said of servers that don't live here is passed over, but for rule sets, which
 * may arrive before their server.
 */
@Component
@Transactional
public class Assignments {

  /** Why a server that a restore was to make isn't made. */
  public static final String RESTORE_CANCELLED = "restore-cancelled";

  private final Servers servers;
  private final WorkQueue queue;
  private final RuleSets ruleSets;
  private final CancelledRestores cancelled;
  private final Announcements announcements;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  Assignments(
      Servers servers,
      WorkQueue queue,
      RuleSets ruleSets,
      CancelledRestores cancelled,
      Announcements announcements,
      ApplicationEventPublisher events,
      Clock clock) {
    this.servers = servers;
    this.queue = queue;
    this.ruleSets = ruleSets;
    this.cancelled = cancelled;
    this.announcements = announcements;
    this.events = events;
    this.clock = clock;
  }

  /** A server is to be made here, by the given work. */
  public void place(Server server, Work how) {
    if (how instanceof Work.Restore restore && isCancelled(restore.restoreId())) {
      announcements.provisioningFailed(
          server.id(),
          restore.restoreId(),
          RESTORE_CANCELLED,
          "The restore was cancelled before it was begun");
    } else if (!servers.existsById(server.id())) {
      servers.save(server);
      queue.add(server.id(), how);
      events.publishEvent(new WorkRecorded(server.id()));
    }
  }

  private boolean isCancelled(UUID restoreId) {
    cancelled.lock(restoreId.toString());
    return cancelled.existsByRestoreId(restoreId);
  }

  /** A restore is no longer wanted. What is complete stays; what is to come is kept in mind. */
  public void cancelRestore(UUID restoreId, UUID newServerId) {
    cancelled.lock(restoreId.toString());
    if (queue.isToBeRestored(newServerId, restoreId)) {
      if (!queue.isToBeCancelled(newServerId)) {
        record(newServerId, new Work.CancelRestore(restoreId));
      }
    } else if (!cancelled.existsByRestoreId(restoreId)) {
      cancelled.save(new CancelledRestores.Entry(restoreId, clock.instant()));
    }
  }

  /** A server's admin wants another password. */
  public void changeAdminPassword(UUID serverId, Work.ChangeAdminPassword change) {
    servers
        .findById(serverId)
        .ifPresent(
            server -> {
              if (server.state().isGone() || queue.isToBeDropped(serverId)) {
                announcements.adminPasswordChangeFailed(
                    serverId,
                    change.changeId(),
                    Outcomes.SERVER_GONE,
                    "The server %s no longer exists".formatted(server.name()));
              } else {
                record(serverId, change);
              }
            });
  }

  /** A server is to have another tier. */
  public void changePricingTier(UUID serverId, PricingTier tier) {
    living(serverId).ifPresent(server -> record(serverId, new Work.ChangePricingTier(tier)));
  }

  /** A server's commits are to wait for the repository, or no longer. */
  public void changeDurability(UUID serverId, boolean synchronous) {
    living(serverId).ifPresent(server -> record(serverId, new Work.ChangeDurability(synchronous)));
  }

  /**
   * A server's backups are to be kept otherwise; that is nothing that this host does.
   *
   * @param objectiveSeconds how long a restore of it may replay log; null to leave that as it is
   */
  public void noteBackupPolicy(
      UUID serverId, int retentionDays, boolean geoRedundant, @Nullable Integer objectiveSeconds) {
    living(serverId)
        .ifPresent(
            server ->
                servers.update(
                    serverId,
                    retentionDays,
                    geoRedundant,
                    objectiveSeconds == null
                        ? server.restoreTimeObjectiveSeconds()
                        : objectiveSeconds));
  }

  /** A server is to go; also one that is still being made. */
  public void drop(UUID serverId) {
    servers
        .findById(serverId)
        .filter(server -> server.state() != ServerState.DROPPED && !queue.isToBeDropped(serverId))
        .ifPresent(server -> record(serverId, new Work.Drop()));
  }

  /** A server's rule set is another. */
  public void changeNetworkRules(UUID serverId, long revision, List<AddressRange> ranges) {
    Supplier<RuleSet> first = () -> ruleSets.save(RuleSet.of(serverId, revision, ranges));
    RuleSet known = ruleSets.findById(serverId).orElseGet(first);
    if (known.revision() < revision) {
      ruleSets.update(known.replacedBy(revision, ranges));
    }
    events.publishEvent(new WorkRecorded(serverId));
  }

  private Optional<Server> living(UUID serverId) {
    return servers.findById(serverId).filter(server -> !server.state().isGone());
  }

  private void record(UUID serverId, Work work) {
    queue.add(serverId, work);
    events.publishEvent(new WorkRecorded(serverId));
  }
}
