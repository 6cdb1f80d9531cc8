package dev.meridian.backup.protection;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Begins, changes and ends the protection of servers; all of it may be said again. */
@Component
@Transactional
public class Protection {

  private static final List<ProtectionState> LIVING =
      List.of(ProtectionState.ACTIVE, ProtectionState.ENDING);

  private final ProtectedServers servers;
  private final RecentServers recent;
  private final BackupPolicies policies;
  private final ApplicationEventPublisher changes;
  private final Clock clock;

  Protection(
      ProtectedServers servers,
      RecentServers recent,
      BackupPolicies policies,
      ApplicationEventPublisher changes,
      Clock clock) {
    this.servers = servers;
    this.recent = recent;
    this.policies = policies;
    this.changes = changes;
    this.clock = clock;
  }

  /**
   * Begins to protect a server. A policy that is known already is newer than this one. Of a server
   * whose archive is gone it is old news.
   */
  public void begin(ProtectedServer server, BackupPolicy policy) {
    if (isRemoved(server.id())) {
      return;
    }
    if (policies.findById(server.id()).isEmpty()) {
      policies.save(policy);
    }
    Optional<ProtectedServer> known = servers.findById(server.id());
    if (known.isEmpty()) {
      servers.save(server);
    } else if (!known.get().isKnown()) {
      servers.update(server);
    }
    changed(server.id());
  }

  /** Takes note of a server whose archive was found, and where. What is known of it stays. */
  public void found(ProtectedServer server) {
    Optional<ProtectedServer> known = servers.findByIdForUpdate(server.id());
    if (known.isEmpty()) {
      servers.save(server);
      changed(server.id());
    } else if (!known.get().isKnown() && !known.get().region().equals(server.region())) {
      servers.update(server);
      changed(server.id());
    }
  }

  /**
   * Changes a server's policy, also that of a server which is still being made.
   *
   * @param objective how long a restore of it may replay log; null to leave that as it is
   */
  public void changePolicy(
      UUID serverId, int retentionDays, Redundancy redundancy, @Nullable Duration objective) {
    if (isRemoved(serverId)) {
      return;
    }
    Optional<BackupPolicy> known = policies.findById(serverId);
    Duration present =
        known
            .map(BackupPolicy::restoreTimeObjective)
            .orElse(BackupPolicy.USUAL_RESTORE_TIME_OBJECTIVE);
    BackupPolicy next =
        new BackupPolicy(
            serverId, retentionDays, redundancy, objective == null ? present : objective);
    known.ifPresentOrElse(
        it -> policies.update(next.with(it.durability())), () -> policies.save(next));
    changed(serverId);
  }

  /** Changes what a server's commits wait for. */
  public void changeDurability(UUID serverId, Durability durability) {
    policies
        .findById(serverId)
        .ifPresent(
            known -> {
              policies.update(known.with(durability));
              changed(serverId);
            });
  }

  /** A server is about to go: takes what log still comes, and begins nothing new. */
  public void endSoon(UUID serverId) {
    move(serverId, ProtectionState.ENDING);
  }

  /** A server is gone. What is archived of it stays through its retention. */
  public void end(UUID serverId) {
    move(serverId, ProtectionState.ENDED);
  }

  /** A server's archive is gone. That there was one is remembered for a while. */
  public void removed(UUID serverId) {
    move(serverId, ProtectionState.REMOVED);
    policies.deleteById(serverId);
  }

  /** Nothing is remembered any more of a server whose archive is gone. */
  public void forget(UUID serverId) {
    if (isRemoved(serverId)) {
      servers.deleteById(serverId);
      changed(serverId);
    }
  }

  /** The policy of a server; of one that was found, one that takes nothing away. */
  @Transactional(readOnly = true)
  public BackupPolicy policyOf(UUID serverId) {
    ProtectedServer server =
        servers
            .findById(serverId)
            .orElseThrow(
                () -> new IllegalStateException("There is no server %s".formatted(serverId)));
    return BackupPolicy.of(server, policies.findById(serverId).orElse(null));
  }

  /** The servers whose commits wait for their log to be safe. */
  @Transactional(readOnly = true)
  public Set<UUID> synchronous() {
    return policies.findByDurability(Durability.SYNCHRONOUS).stream()
        .map(BackupPolicy::serverId)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whether a server's archive is there and shall lie in the paired region, too, as of now.
   *
   * @throws IllegalStateException when nothing is known of the server
   */
  @Transactional(readOnly = true)
  public boolean isGeographicallyRedundant(UUID serverId) {
    return !isRemoved(serverId) && policyOf(serverId).redundancy() == Redundancy.GEO;
  }

  /** Whether it is known that a server's archive is gone. */
  @Transactional(readOnly = true)
  public boolean isRemoved(UUID serverId) {
    return servers
        .findById(serverId)
        .filter(server -> server.state() == ProtectionState.REMOVED)
        .isPresent();
  }

  /** How long restores may replay log: of each server that a policy is known of. */
  @Transactional(readOnly = true)
  public Map<UUID, Duration> restoreTimeObjectives() {
    return policies.findAll().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                BackupPolicy::serverId, BackupPolicy::restoreTimeObjective));
  }

  /** The servers whose archives shall lie in the paired region, too. */
  @Transactional(readOnly = true)
  public Set<UUID> geographicallyRedundant() {
    return policies.findByRedundancy(Redundancy.GEO).stream()
        .map(BackupPolicy::serverId)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Servers whose log can still come. */
  @Transactional(propagation = Propagation.SUPPORTS)
  public List<ProtectedServer> living() {
    return recent.which(ProtectedServer::isLiving);
  }

  /** Servers whose archive is there. */
  @Transactional(propagation = Propagation.SUPPORTS)
  public List<ProtectedServer> restorable() {
    return recent.which(ProtectedServer::isRestorable);
  }

  /**
   * Those of these servers whose archive is there, by now and until the caller's transaction ends.
   *
   * @param serverIds at least one
   */
  @Transactional(propagation = Propagation.MANDATORY)
  public Set<UUID> keepRestorable(Set<UUID> serverIds) {
    return Set.copyOf(servers.findRestorableForShare(serverIds));
  }

  /** All servers that were protected and are remembered. */
  @Transactional(propagation = Propagation.SUPPORTS)
  public List<ProtectedServer> everProtected() {
    return recent.which(server -> true);
  }

  /** The server with this id. */
  @Transactional(readOnly = true)
  public Optional<ProtectedServer> find(UUID serverId) {
    return servers.findById(serverId);
  }

  /**
   * The server with this name or id. A name belongs to the living server that has it; if none has,
   * to the one that had it last and can still be restored.
   */
  @Transactional(readOnly = true)
  public Optional<ProtectedServer> named(String nameOrId) {
    Optional<ProtectedServer> byId = id(nameOrId).flatMap(servers::findById);
    return byId.or(() -> lastNamed(nameOrId, LIVING))
        .or(() -> lastNamed(nameOrId, List.of(ProtectionState.ENDED)));
  }

  private Optional<ProtectedServer> lastNamed(String name, List<ProtectionState> states) {
    return servers.findFirstByNameAndStateInListOrderByProvisionedAtDesc(name, states);
  }

  private static Optional<UUID> id(String nameOrId) {
    try {
      return Optional.of(UUID.fromString(nameOrId));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Late and repeated news change nothing. */
  private void move(UUID serverId, ProtectionState next) {
    servers
        .findById(serverId)
        .filter(server -> server.state() != next && server.state().allows(next))
        .ifPresent(
            server -> {
              boolean ends = next == ProtectionState.ENDED;
              servers.update(server.becomes(next, ends ? clock.instant() : server.droppedAt()));
              changed(serverId);
            });
  }

  private void changed(UUID serverId) {
    changes.publishEvent(new ProtectionChanged(serverId));
  }
}
