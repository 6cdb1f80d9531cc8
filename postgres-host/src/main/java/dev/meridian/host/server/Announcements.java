package dev.meridian.host.server;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where this host says what became of its servers: in the transaction that records it. */
public interface Announcements {

  /** A server is being made. */
  void provisioningProgressed(UUID serverId, @Nullable UUID restoreId, Progress progress);

  /** A server runs. */
  void provisioned(Server server, Provisioned how);

  /** A server could not be made, and nothing of it is left. */
  void provisioningFailed(UUID serverId, @Nullable UUID restoreId, String code, String reason);

  /** The admin's new password is valid. */
  void adminPasswordChanged(UUID serverId, UUID changeId);

  /** The admin's password is as it was. */
  void adminPasswordChangeFailed(UUID serverId, UUID changeId, String code, String reason);

  /** A server runs with another tier. */
  void pricingTierApplied(Server server);

  /** A server lets in whom its rule set names. */
  void networkRulesApplied(UUID serverId, long revision);

  /** A drill goes on. */
  void drillProgressed(UUID sourceServerId, UUID drillId, Progress progress);

  /** A trial restore was as it should be, and nothing of it is left. */
  void drillPassed(UUID sourceServerId, UUID drillId, Findings findings);

  /** A trial restore was not as it should be, or could not be made; nothing of it is left. */
  void drillBroken(UUID sourceServerId, UUID drillId, String code, String reason);

  /** A server is gone. */
  void dropped(UUID serverId);

  /**
   * How far the making of a server is.
   *
   * @param phase its name
   * @param bytesTotal 0 where the phase isn't counted in bytes
   * @param replayedTo the time of the last transaction that was replayed
   * @param waits whether it can't get on for want of the repository
   */
  record Progress(
      String phase, long bytesDone, long bytesTotal, @Nullable Instant replayedTo, boolean waits) {

    /** While it gets on. */
    public Progress(String phase, long bytesDone, long bytesTotal, @Nullable Instant replayedTo) {
      this(phase, bytesDone, bytesTotal, replayedTo, false);
    }

    /** The same, while the repository is waited for. */
    public Progress waiting() {
      return new Progress(phase, bytesDone, bytesTotal, replayedTo, true);
    }
  }

  /**
   * What a new server turned out to be.
   *
   * @param postgresVersion full, such as {@code 18.6}
   * @param restored where its data came from; null if it started empty
   */
  record Provisioned(
      String postgresVersion, String systemIdentifier, int timeline, @Nullable Restored restored) {}

  /**
   * Where a restored server's data came from.
   *
   * @param restoredTo when the last transaction in it was committed, if it holds one
   * @param restoredToLsn the log position at which it left its source's history
   */
  record Restored(
      UUID restoreId,
      UUID sourceServerId,
      @Nullable Instant targetTime,
      @Nullable Instant restoredTo,
      String restoredToLsn) {}
}
