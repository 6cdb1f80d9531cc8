package dev.meridian.host.server;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A server that was placed on this host.
 *
 * @param postgresVersion its major version
 * @param port where it listens, on TCP and by the name of its private socket
 * @param restoreTimeObjectiveSeconds how long a restore of it may replay log; null where that was
 *     never said
 * @param synchronous whether a commit waits until its log is safe in the repository
 */
@MappedEntity("server")
public record Server(
    @Id UUID id,
    String name,
    ComputeTier computeTier,
    int cores,
    int storageGb,
    int backupRetentionDays,
    boolean geoRedundant,
    @Nullable Integer restoreTimeObjectiveSeconds,
    String adminLogin,
    int postgresVersion,
    String region,
    int port,
    ServerState state,
    boolean synchronous) {

  /** A server that is to be made. */
  public static Server placed(
      UUID id,
      String name,
      PricingTier tier,
      String adminLogin,
      int postgresVersion,
      String region,
      int port) {
    return new Server(
        id,
        name,
        tier.computeTier(),
        tier.cores(),
        tier.storageGb(),
        tier.backupRetentionDays(),
        tier.geoRedundant(),
        tier.restoreTimeObjectiveSeconds(),
        adminLogin,
        postgresVersion,
        region,
        port,
        ServerState.PLACED,
        false);
  }

  /** What it may use. */
  public PricingTier pricingTier() {
    return new PricingTier(
        computeTier,
        cores,
        storageGb,
        backupRetentionDays,
        geoRedundant,
        restoreTimeObjectiveSeconds);
  }

  /** The same server with another tier. */
  public Server with(PricingTier tier) {
    return with(tier, state, synchronous);
  }

  /** The same server whose commits wait for the repository, or don't. */
  public Server with(boolean otherSynchronous) {
    return with(pricingTier(), state, otherSynchronous);
  }

  /**
   * The same server in another state.
   *
   * @throws IllegalStateException if its life doesn't go that way
   */
  public Server becomes(ServerState next) {
    if (!state.allows(next)) {
      throw new IllegalStateException(
          "Server %s is %s and cannot become %s".formatted(id, state, next));
    }
    return with(pricingTier(), next, synchronous);
  }

  private Server with(PricingTier tier, ServerState otherState, boolean otherSynchronous) {
    return new Server(
        id,
        name,
        tier.computeTier(),
        tier.cores(),
        tier.storageGb(),
        tier.backupRetentionDays(),
        tier.geoRedundant(),
        tier.restoreTimeObjectiveSeconds(),
        adminLogin,
        postgresVersion,
        region,
        port,
        otherState,
        otherSynchronous);
  }
}
