package dev.meridian.host.server;

import dev.meridian.host.server.WorkQueue.Queued;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Records what became of a piece of work, and says so, in one transaction with its end. */
@Component
@Transactional
public class Outcomes {

  /** Why nothing is done to a server any more. */
  public static final String SERVER_GONE = "server-gone";

  private final Servers servers;
  private final WorkQueue queue;
  private final RuleSets ruleSets;
  private final Announcements announcements;

  Outcomes(Servers servers, WorkQueue queue, RuleSets ruleSets, Announcements announcements) {
    this.servers = servers;
    this.queue = queue;
    this.ruleSets = ruleSets;
    this.announcements = announcements;
  }

  /** A server is being made. */
  public void progressed(UUID serverId, @Nullable UUID restoreId, Announcements.Progress progress) {
    announcements.provisioningProgressed(serverId, restoreId, progress);
  }

  /** A server was made, and runs. */
  public void provisioned(Server server, Queued work, Announcements.Provisioned how) {
    Server now = move(server, ServerState.RUNNING);
    queue.done(work);
    announcements.provisioned(now, how);
  }

  /** A server could not be made. */
  public void provisioningFailed(
      Server server, Queued work, @Nullable UUID restoreId, String code, String reason) {
    move(server, ServerState.FAILED);
    queue.done(work);
    announcements.provisioningFailed(server.id(), restoreId, code, reason);
  }

  /** A server's admin has another password. */
  public void adminPasswordChanged(Server server, Queued work, UUID changeId) {
    queue.done(work);
    announcements.adminPasswordChanged(server.id(), changeId);
  }

  /** A server's admin has the password that it had. */
  public void adminPasswordChangeFailed(
      Server server, Queued work, UUID changeId, String code, String reason) {
    queue.done(work);
    announcements.adminPasswordChangeFailed(server.id(), changeId, code, reason);
  }

  /** A server runs with another tier. */
  public void pricingTierApplied(Server server, Queued work) {
    servers.update(server.id(), server.computeTier(), server.cores(), server.storageGb());
    queue.done(work);
    announcements.pricingTierApplied(current(server));
  }

  /** A server's commits wait for the repository, or no longer do. */
  public void durabilityChanged(Server server, Queued work) {
    servers.update(server.id(), server.synchronous());
    queue.done(work);
  }

  /** Work that no longer has an object. */
  public void passedOver(Queued work) {
    queue.done(work);
  }

  /** A server is gone, and with it all other work on it. */
  public void dropped(Server server) {
    move(server, ServerState.DROPPED);
    queue.clear(server.id()).forEach(work -> isNotDone(server, work));
    ruleSets.deleteById(server.id());
    announcements.dropped(server.id());
  }

  private void isNotDone(Server server, Work work) {
    if (work instanceof Work.ChangeAdminPassword change) {
      announcements.adminPasswordChangeFailed(
          server.id(),
          change.changeId(),
          SERVER_GONE,
          "The server %s was dropped before that".formatted(server.name()));
    }
  }

  /** A rule set is in force. A newer one may be known meanwhile. */
  public void networkRulesApplied(RuleSet applied) {
    ruleSets.update(applied.serverId(), applied.revision());
    announcements.networkRulesApplied(applied.serverId(), applied.revision());
  }

  private Server move(Server server, ServerState next) {
    Server now = current(server).becomes(next);
    servers.update(now.id(), now.state());
    return now;
  }

  /** What else is known of a server may have changed while the work was done. */
  private Server current(Server server) {
    return servers.findById(server.id()).orElseThrow();
  }
}
