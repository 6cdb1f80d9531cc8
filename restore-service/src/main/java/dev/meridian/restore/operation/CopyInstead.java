package dev.meridian.restore.operation;

import dev.meridian.repository.store.RepositoryException;
import dev.meridian.repository.wal.NamedPoint;
import dev.meridian.restore.plan.Catalogue;
import dev.meridian.restore.plan.Outcome;
import dev.meridian.restore.plan.Target;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a target that the server's own region can't give, by the copy in the paired one:
 * a region that was lost begins anew, and what was before lies in the copy only.
 *
 * @param own what the own region gives
 * @param why its reason
 */
record CopyInstead(Assessment own, Outcome.Impossible why, Target target) {

  /** Facts, of which a copy knows no others. */
  private static final Set<String> EVERYWHERE =
      Set.of("target-in-the-future", "transaction-rolled-back");

  /** Whether a copy may say something else. One is looked at before where there is no backup. */
  static boolean mayDiffer(Outcome.Impossible why) {
    return !EVERYWHERE.contains(why.code()) && !why.meansNoBackup();
  }

  /** Why the copy is looked at. */
  String whyThere() {
    return "region %s can't give it: %s".formatted(own.region(), why.reason());
  }

  /**
   * The copy's plan, if what it plans is what was asked for; else the refusal, with both reasons.
   */
  Assessment of(Assessment copy) {
    return switch (copy.outcome()) {
      case Outcome.Planned _ when isMeant(copy) ->
          copy.within(own.window().precededBy(copy.catalogue()));
      case Outcome.Planned _ ->
          refused(copy.region(), "what can be had there may be older; ask for it by fromRegion");
      case Outcome.NotCoveredYet notYet ->
          refused(copy.region(), "it reaches to %s".formatted(notYet.reachesTo()));
      case Outcome.Impossible no when no.meansNoBackup() || no.reason().equals(why.reason()) -> own;
      case Outcome.Impossible no -> refused(copy.region(), no.reason());
    };
  }

  /** The refusal where the copy can't be looked at. */
  Assessment unreadable(String region, RepositoryException e) {
    return refused(region, "it can't be read now: " + e.getMessage());
  }

  private Assessment refused(String region, String reason) {
    return own.impossible(
        new Outcome.Impossible(
            why.code(),
            "%s. As for the copy in region %s: %s".formatted(why.reason(), region, reason)),
        null);
  }

  /**
   * A copy lags behind: its latest may be an earlier one than the own region can still give, and
   * its newest restore point of a name another one.
   */
  private boolean isMeant(Assessment copy) {
    return switch (target) {
      case Target.Latest _ -> isLater(copy.window().latest(), own.window().latest());
      case Target.NamedPoint named ->
          points(copy.catalogue(), named).containsAll(points(own.catalogue(), named));
      default -> true;
    };
  }

  private static boolean isLater(@Nullable Instant one, @Nullable Instant other) {
    return one != null && (other == null || one.isAfter(other));
  }

  private static List<NamedPoint> points(Catalogue catalogue, Target.NamedPoint named) {
    return catalogue.restorePoints().stream()
        .filter(each -> each.point().name().equals(named.name()))
        .toList();
  }
}
