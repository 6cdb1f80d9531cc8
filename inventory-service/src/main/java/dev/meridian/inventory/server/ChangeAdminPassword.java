package dev.meridian.inventory.server;

import dev.meridian.inventory.rules.Findings;
import dev.meridian.messaging.problem.Refused;
import dev.meridian.security.seal.SealingKey;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Changes admins' passwords. */
@Component
public class ChangeAdminPassword {

  private final FindServers findServers;
  private final Servers servers;
  private final SealingKey sealingKey;
  private final ServerAnnouncements announcements;

  ChangeAdminPassword(
      FindServers findServers,
      Servers servers,
      SealingKey sealingKey,
      ServerAnnouncements announcements) {
    this.findServers = findServers;
    this.servers = servers;
    this.sealingKey = sealingKey;
    this.announcements = announcements;
  }

  /**
   * Asks the server's host for another password. Of several changes the last one counts.
   *
   * @return names the change
   * @throws Refused if there is no such server, it isn't ready, or the password isn't one
   */
  @Transactional
  public UUID change(String nameOrId, AdminPassword password) {
    Server server = findServers.lock(nameOrId);
    Readiness.require(server);
    Findings findings = new Findings();
    password.check(server.adminLogin(), findings);
    findings.refuseIfAny();
    UUID changeId = UUID.randomUUID();
    server.changePassword(changeId);
    servers.update(server);
    announcements.adminPasswordChangeRequested(
        server, changeId, password.sealedFor(server.id(), sealingKey));
    return changeId;
  }

  /** A new password is valid. */
  @Transactional
  public void changed(UUID id, UUID changeId) {
    servers
        .findByIdForUpdate(id)
        .filter(server -> server.passwordChanged(changeId))
        .ifPresent(servers::update);
  }

  /** The password is as it was. */
  @Transactional
  public void failed(UUID id, UUID changeId, String reason) {
    servers
        .findByIdForUpdate(id)
        .filter(server -> server.passwordChangeFailed(changeId, reason))
        .ifPresent(servers::update);
  }
}
