package dev.meridian.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a host says: of itself, and of the servers that it makes, runs and drops. */
public sealed interface PostgresHostEvent extends Event {

  /** What is waited for while it can't be reached: the region's, with the backups and the log. */
  String REPOSITORY = "repository";

  /**
   * A host is alive; its heartbeat, and the only one that is about no server.
   *
   * @param address where the host's servers can be reached
   * @param postgresVersions major versions that it can run
   * @param firstPort the first of the ports that it gives to servers
   * @param portCount how many ports, from the first on
   * @param freeStorageBytes what is free where its servers live
   */
  record HostReported(
      String hostId,
      String region,
      String address,
      int vCores,
      long memoryBytes,
      long freeStorageBytes,
      List<Integer> postgresVersions,
      int firstPort,
      int portCount)
      implements PostgresHostEvent {

    @Override
    public String subject() {
      return hostId;
    }
  }

  /** What a host says of one server. */
  sealed interface OfServer extends PostgresHostEvent {

    /** The server's id. */
    UUID serverId();

    @Override
    default String subject() {
      return serverId().toString();
    }
  }

  /**
   * A server is being made.
   *
   * @param restoreId the restore that it is made by, if one is
   * @param phase its name, such as {@code fetch files}
   * @param bytesTotal 0 where a phase isn't counted in bytes
   * @param replayedTo the time of the last transaction that was replayed
   * @param waitingFor {@link #REPOSITORY} while the phase can't get on without it
   */
  record ServerProvisioningProgressed(
      UUID serverId,
      @Nullable UUID restoreId,
      String phase,
      long bytesDone,
      long bytesTotal,
      @Nullable Instant replayedTo,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String waitingFor)
      implements OfServer {}

  /**
   * A server runs and can be protected. Nobody can connect until its network rules are set.
   *
   * @param postgresVersion full, such as {@code 18.6}
   * @param systemIdentifier PostgreSQL's, as text; the same for a server and what is restored of it
   * @param timeline the timeline that it writes
   */
  record ServerProvisioned(
      UUID serverId,
      String name,
      PricingTier pricingTier,
      String adminLogin,
      ProvisionedOrigin origin,
      String region,
      String hostId,
      String address,
      int port,
      String postgresVersion,
      String systemIdentifier,
      int timeline)
      implements OfServer {}

  /** Where a provisioned server's data came from. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = ProvisionedOrigin.New.class, name = "New"),
    @JsonSubTypes.Type(value = ProvisionedOrigin.Restored.class, name = "Restored")
  })
  sealed interface ProvisionedOrigin {

    /** It started empty. */
    record New() implements ProvisionedOrigin {}

    /**
     * It was restored.
     *
     * @param sourceServerId the server whose history it has up to {@code restoredToLsn}; the plan's
     * @param targetTime the instant that was asked for; null when none was
     * @param restoredTo when the last transaction in it was committed, if it holds one
     * @param restoredToLsn the log position at which it left its source's history
     */
    record Restored(
        UUID restoreId,
        UUID sourceServerId,
        @Nullable Instant targetTime,
        @Nullable Instant restoredTo,
        String restoredToLsn)
        implements ProvisionedOrigin {}
  }

  /**
   * A server could not be made, and nothing of it is left.
   *
   * @param code stable, for programs
   * @param reason for people
   */
  record ServerProvisioningFailed(
      UUID serverId, @Nullable UUID restoreId, String code, String reason) implements OfServer {}

  /** The admin's new password is valid from now on. */
  record AdminPasswordChanged(UUID serverId, UUID changeId) implements OfServer {}

  /** The admin's password is as it was. */
  record AdminPasswordChangeFailed(UUID serverId, UUID changeId, String code, String reason)
      implements OfServer {}

  /** A server runs with another compute tier. */
  record PricingTierApplied(UUID serverId, PricingTier pricingTier) implements OfServer {}

  /** A server and its data directory are gone. */
  record ServerDropped(UUID serverId) implements OfServer {}

  /**
   * A server lets in whom its rule set names, and nobody else.
   *
   * @param revision of the rule set that is in force
   */
  record NetworkRulesApplied(UUID serverId, long revision) implements OfServer {}

  /**
   * A drill moves on.
   *
   * @param serverId the server whose backups are proven
   * @param phase its name, such as {@code check relations}
   * @param bytesTotal 0 where a phase isn't counted in bytes
   * @param waitingFor {@link #REPOSITORY} while the phase can't get on without it
   */
  record RestoreDrillProgressed(
      UUID serverId,
      UUID drillId,
      String phase,
      long bytesDone,
      long bytesTotal,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String waitingFor)
      implements OfServer {}

  /**
   * A trial restore was as it should be, and nothing of it is left.
   *
   * @param serverId the server whose backups are proven
   */
  record RestoreDrillPassed(UUID serverId, UUID drillId, DrillFindings findings)
      implements OfServer {}

  /**
   * A trial restore could not be made, or was not as it should be; nothing of it is left.
   *
   * @param serverId the server whose backups are proven
   * @param code stable, for programs
   * @param reason for people
   */
  record RestoreDrillBroken(UUID serverId, UUID drillId, String code, String reason)
      implements OfServer {}
}
