package dev.meridian.portal.restore;

import dev.meridian.portal.protection.Protection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A restore as restore-service shows it; what isn't known is null.
 *
 * @param plannedFrom whose data it takes, where that isn't the source's own
 * @param window what could be restored when it was rejected
 */
public record Restore(
    UUID id,
    UUID sourceServerId,
    @Nullable String sourceServerName,
    UUID newServerId,
    String newServerName,
    Target target,
    @Nullable PlannedFrom plannedFrom,
    String status,
    @Nullable String phase,
    @Nullable Long bytesDone,
    @Nullable Long bytesTotal,
    @Nullable Instant replayedTo,
    @Nullable String waitingFor,
    @Nullable Long estimatedSecondsLeft,
    @Nullable Instant restoredTo,
    @Nullable String reason,
    Protection.@Nullable Window window,
    Instant requestedAt) {

  record Listing(List<Restore> restores) {}

  /** A server that the source was itself restored from, or descends from. */
  record PlannedFrom(UUID serverId, @Nullable String serverName) {}

  /** Whose data it takes, by name or id; null where that is the source's own. */
  public @Nullable String dataFrom() {
    if (plannedFrom == null) {
      return null;
    }
    return plannedFrom.serverName == null
        ? plannedFrom.serverId.toString()
        : plannedFrom.serverName;
  }

  /** Whether the new server is there. */
  public boolean completed() {
    return status.equals("Completed");
  }

  /** Whether there will be no new server. */
  public boolean lost() {
    return Set.of("Failed", "Rejected", "Cancelled").contains(status);
  }

  /** Whether something is still to come. */
  public boolean underway() {
    return !completed() && !lost();
  }

  /** Whether how far the phase has come is known. */
  public boolean counted() {
    return bytesTotal != null && bytesTotal > 0 && bytesDone != null;
  }

  /** How long it still takes, about; null while that isn't known. */
  public @Nullable String timeLeft() {
    if (estimatedSecondsLeft == null) {
      return null;
    }
    Duration left = Duration.ofSeconds(estimatedSecondsLeft);
    return left.toMinutes() > 0
        ? "%d min %d s".formatted(left.toMinutes(), left.toSecondsPart())
        : "%d s".formatted(left.toSeconds());
  }

  /** Who it came from, by name or id. */
  public String source() {
    return sourceServerName == null ? sourceServerId.toString() : sourceServerName;
  }

  /** Whether it can still be given up. */
  public boolean cancellable() {
    return underway() && !status.equals("Cancelling");
  }
}
