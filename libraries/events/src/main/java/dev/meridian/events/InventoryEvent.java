package dev.meridian.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What inventory-service says: of servers, their tiers, places and admin logins. */
public sealed interface InventoryEvent extends Event {

  /** The server's id. */
  UUID serverId();

  @Override
  default String subject() {
    return serverId().toString();
  }

  /**
   * Somebody wants a new, empty server. Inventory registers and places it, or rejects it.
   *
   * @param serverId chosen by whoever asks
   * @param name 3 to 63 of a–z, 0–9 and '-', unique among living servers
   * @param adminLogin the role that will own the server's first database
   * @param sealedVerifier the admin's SCRAM-SHA-256 verifier, sealed for this server
   * @param postgresVersion major version, as a host reports it
   * @param region where the server shall live; null leaves the choice to Meridian
   */
  record ServerRequested(
      UUID serverId,
      String name,
      PricingTier pricingTier,
      String adminLogin,
      String sealedVerifier,
      int postgresVersion,
      @Nullable String region)
      implements InventoryEvent {}

  /**
   * A server that was asked for, by request or by a restore's plan, will not be.
   *
   * @param code stable, for programs
   * @param reason for people: what was wrong and what would work
   * @param restoreId the restore that wanted the server, if one did
   */
  record ServerRejected(
      UUID serverId, String name, String code, String reason, @Nullable UUID restoreId)
      implements InventoryEvent {}

  /**
   * A server has its place; the host that is named makes it.
   *
   * @param origin empty, or restored after a plan
   * @param hostId the host that shall make and run it
   * @param port where it will listen on that host
   */
  record ServerPlaced(
      UUID serverId,
      String name,
      PricingTier pricingTier,
      String adminLogin,
      Origin origin,
      int postgresVersion,
      String region,
      String hostId,
      int port)
      implements InventoryEvent {}

  /**
   * How far back a server can be restored, where its backups are copied, or how long a restore of
   * it may replay log is to change.
   *
   * @param retentionDays 7 to 35
   * @param restoreTimeObjective 30 seconds to 24 hours; null where it stays as it is
   */
  record BackupPolicyChanged(
      UUID serverId,
      int retentionDays,
      PricingTier.Redundancy redundancy,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Duration restoreTimeObjective)
      implements InventoryEvent {}

  /**
   * What a commit on a server waits for is to change.
   *
   * @param durability Asynchronous for servers of which this was never said
   */
  record DurabilityChanged(UUID serverId, Durability durability) implements InventoryEvent {}

  /** What a commit waits for. */
  enum Durability {
    /** The server itself: what it lost within the last moments may not be in the repository. */
    Asynchronous,
    /** The repository: a commit that has returned survives the server, whatever happens to it. */
    Synchronous
  }

  /** A server's compute tier, vCores or storage is to change; its host restarts it with them. */
  record PricingTierChanged(UUID serverId, PricingTier pricingTier) implements InventoryEvent {}

  /**
   * The admin wants another password.
   *
   * @param changeId names this change in what answers it
   * @param sealedVerifier the new SCRAM-SHA-256 verifier, sealed for this server
   */
  record AdminPasswordChangeRequested(
      UUID serverId, UUID changeId, String adminLogin, String sealedVerifier)
      implements InventoryEvent {}

  /** A server is to go. Its backups stay restorable through their retention. */
  record ServerDropRequested(UUID serverId, String name) implements InventoryEvent {}
}
