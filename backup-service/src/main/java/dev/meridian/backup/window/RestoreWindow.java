package dev.meridian.backup.window;

import dev.meridian.repository.window.Stretch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What can be restored of a server at one moment; all times by the server's clock.
 *
 * @param earliest the first instant that can be restored; null while nothing can
 * @param latest the last commit that is safe, or {@code earliest} if none is later; null while
 *     nothing can be restored
 * @param coveredUntil up to when all that the server did is safe, never before {@code latest}
 * @param gaps spans in between that can't be restored, oldest first
 */
public record RestoreWindow(
    @Nullable Instant earliest,
    @Nullable Instant latest,
    @Nullable Instant coveredUntil,
    List<Gap> gaps) {

  /** Nothing can be restored. */
  public static final RestoreWindow NOTHING = new RestoreWindow(null, null, null, List.of());

  /** Copies the list. */
  public RestoreWindow {
    gaps = List.copyOf(gaps);
  }

  /**
   * A span that can't be restored: after {@code from}, before {@code to}.
   *
   * @param to null while it is open
   */
  public record Gap(Instant from, @Nullable Instant to) {}

  /**
   * The window of what is archived without gaps.
   *
   * @param stretches oldest first
   * @param isOpen whether what is being received now follows none of them, so that it can't be
   *     restored yet
   * @param coveredUntil up to when all is safe, as far as the last stretch is still growing
   * @param retained how far back is promised
   */
  public static RestoreWindow of(
      List<Stretch> stretches, boolean isOpen, @Nullable Instant coveredUntil, Instant retained) {
    if (stretches.isEmpty()) {
      return NOTHING;
    }
    Stretch last = stretches.getLast();
    List<Stretch> kept =
        stretches.stream()
            .filter(stretch -> stretch == last || !stretch.latest().isBefore(retained))
            .toList();
    Instant earliest = later(kept.getFirst().earliest(), retained);
    Instant latest = later(last.latest(), earliest);
    Instant covered = isOpen || coveredUntil == null ? latest : later(coveredUntil, latest);
    return new RestoreWindow(earliest, latest, covered, gaps(kept, isOpen));
  }

  private static List<Gap> gaps(List<Stretch> stretches, boolean isOpen) {
    List<Gap> gaps = new ArrayList<>();
    for (int next = 1; next < stretches.size(); next++) {
      gaps.add(new Gap(stretches.get(next - 1).latest(), stretches.get(next).earliest()));
    }
    if (isOpen) {
      gaps.add(new Gap(stretches.getLast().latest(), null));
    }
    return gaps;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isBefore(other) ? other : one;
  }

  /** Whether it differs in more than that time has gone by. */
  boolean differsFrom(RestoreWindow other) {
    return !Objects.equals(latest, other.latest)
        || !gaps.equals(other.gaps)
        || (earliest == null) != (other.earliest == null);
  }
}
