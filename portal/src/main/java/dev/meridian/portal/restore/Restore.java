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
 * @param window what could be restored when it was rejected
 */
public record Restore(
    UUID id,
    UUID sourceServerId,
    @Nullable String sourceServerName,
    UUID newServerId,
    String newServerName,
    Target target,
    String status,
    @Nullable String phase,
    @Nullable Long bytesDone,
    @Nullable Long bytesTotal,
    @Nullable Instant replayedTo,
    @Nullable Long estimatedSecondsLeft,
    @Nullable Instant restoredTo,
    @Nullable String reason,
    Protection.@Nullable Window window,
    Instant requestedAt,
    @Nullable Instant completedAt) {

  record Listing(List<Restore> restores) {}

  /** What it aims at: an instant, or the latest. */
  public record Target(String kind, @Nullable Instant at) {}

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
