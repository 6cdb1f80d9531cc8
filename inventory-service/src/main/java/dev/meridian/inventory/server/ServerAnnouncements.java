package dev.meridian.inventory.server;

import dev.meridian.inventory.placement.Place;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is said of servers to the rest of the world, in the transaction in which it comes true. */
public interface ServerAnnouncements {

  void requested(Server server);

  void rejected(Rejection rejection);

  void placed(Server server, Place place);

  void backupPolicyChanged(Server server);

  void durabilityChanged(Server server);

  void pricingTierChanged(Server server);

  void adminPasswordChangeRequested(Server server, UUID changeId, String sealedVerifier);

  void dropRequested(UUID serverId, String name);

  /**
   * A server that was asked for will not be.
   *
   * @param restoreId the restore that wanted it, if one did
   */
  record Rejection(
      UUID serverId, String name, String code, String reason, @Nullable UUID restoreId) {}
}
