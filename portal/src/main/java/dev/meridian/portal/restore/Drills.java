package dev.meridian.portal.restore;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What restores on trial have proven of a server, as restore-service shows it.
 *
 * @param drills the newest first
 * @param lastProven the last one that proved it, if one did
 */
public record Drills(List<Drill> drills, @Nullable Drill lastProven) {

  /** One of them; what isn't known is null. */
  public record Drill(
      String status,
      @Nullable Instant targetTime,
      @Nullable Instant endedAt,
      @Nullable Findings findings,
      @Nullable String reason) {

    /** How long the restore took; empty while that isn't known. */
    public String took() {
      return findings == null ? "" : text(Duration.ofMillis(findings.restoreMillis()));
    }

    private static String text(Duration took) {
      return took.toMinutes() > 0
          ? "%d min %d s".formatted(took.toMinutes(), took.toSecondsPart())
          : String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1000.0);
    }
  }

  /** What it found. */
  public record Findings(long restoreMillis) {}

  /** The newest one, if it is still to end. */
  public @Nullable Drill underway() {
    Drill newest = drills.isEmpty() ? null : drills.getFirst();
    return newest == null || newest.endedAt() != null ? null : newest;
  }

  /** The newest one that has ended, if it has failed. */
  public @Nullable Drill failed() {
    return drills.stream()
        .filter(drill -> drill.status().equals("Verified") || drill.status().equals("Failed"))
        .findFirst()
        .filter(drill -> drill.status().equals("Failed"))
        .orElse(null);
  }
}
