package dev.meridian.backup.protection;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Notices what changes in the database: a server's owner need not be the instance that is told
 * about its policy or its end.
 */
@Component
class WatchProtection {

  private static final Logger log = LoggerFactory.getLogger(WatchProtection.class);

  private final ProtectedServers servers;
  private final BackupPolicies policies;
  private final ApplicationEventPublisher changes;
  private @Nullable Map<UUID, Protected> known;
  private String fingerprint = "";

  /** All that is known of a server; a policy may come before its server. */
  private record Protected(@Nullable ProtectedServer server, @Nullable BackupPolicy policy) {}

  WatchProtection(
      ProtectedServers servers, BackupPolicies policies, ApplicationEventPublisher changes) {
    this.servers = servers;
    this.policies = policies;
    this.changes = changes;
  }

  @Scheduled(fixedDelay = 1_000)
  void look() {
    try {
      String latest = servers.fingerprint();
      if (latest.equals(fingerprint)) {
        return;
      }
      Map<UUID, Protected> now = read();
      Map<UUID, Protected> before = known;
      known = now;
      fingerprint = latest;
      if (before != null) {
        now.forEach(
            (id, each) -> {
              if (!Objects.equals(each, before.get(id))) {
                changes.publishEvent(new ProtectionChanged(id));
              }
            });
      }
    } catch (RuntimeException e) {
      log.debug("Cannot look at what is protected; trying again", e);
    }
  }

  private Map<UUID, Protected> read() {
    Map<UUID, Protected> all = new HashMap<>();
    policies.findAll().forEach(each -> all.put(each.serverId(), new Protected(null, each)));
    servers
        .findAll()
        .forEach(
            each -> {
              Protected policy = all.get(each.id());
              all.put(each.id(), new Protected(each, policy == null ? null : policy.policy()));
            });
    return all;
  }
}
