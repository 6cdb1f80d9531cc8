package dev.meridian.restore.plan;

import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.wal.TargetResolution;
import dev.meridian.repository.wal.TargetResolution.NotReached;
import dev.meridian.repository.wal.TargetResolution.Reached;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Plans a restore to an instant, or to the latest: from the newest backup that was complete then.
 *
 * @param at null for the latest
 */
record ToInstant(Catalogue catalogue, Knowledge source, @Nullable Instant at) {

  /** Later than any time that a transaction may carry, and still a count of microseconds. */
  static final Instant END_OF_TIME = Instant.parse("9999-12-31T23:59:59Z");

  Outcome plan() {
    return (at == null
            ? catalogue.backups().reversed().stream().findFirst()
            : Route.newestBy(catalogue, at))
        .map(backup -> along(Route.from(catalogue, source, backup)))
        .orElseGet(() -> beforeWindow(Window.earliest(catalogue).orElseThrow()));
  }

  private Instant until() {
    return at == null ? END_OF_TIME : at;
  }

  private Outcome beforeWindow(Instant earliest) {
    return new Outcome.Impossible(
        "target-before-window",
        "%s is before anything that can be restored; the earliest is %s"
            .formatted(until(), earliest));
  }

  private Outcome along(Route route) {
    TargetResolution found =
        catalogue.resolve(route.line(), route.backup().facts().stop(), until());
    return switch (found) {
      case Reached reached -> route.endingAt(reached.lastCommit(), at);
      case NotReached short_ when short_.gap().isPresent() -> inGap(route, short_);
      case NotReached short_ when isComplete() -> route.endingAt(short_.lastCommit(), at);
      case NotReached short_ -> new Outcome.NotCoveredYet(reach(route, short_).toString());
    };
  }

  private boolean isComplete() {
    return at == null || source.covers(at);
  }

  private Outcome inGap(Route route, NotReached broken) {
    return new Outcome.Impossible(
        "target-in-gap",
        "%s can't be restored: the archive has a gap in the write-ahead log after %s; before it, %s is the last that can be restored"
            .formatted(
                at == null ? "The latest" : at.toString(),
                broken.unbrokenTo(),
                lastBefore(route, broken)));
  }

  private static Instant lastBefore(Route route, NotReached broken) {
    return broken.lastEnd().map(TransactionEnd::at).orElse(route.backup().facts().stoppedAt());
  }

  private Instant reach(Route route, NotReached short_) {
    Instant known = lastBefore(route, short_);
    Instant covered = source.coveredUntil();
    return covered == null || covered.isBefore(known) ? known : covered;
  }
}
