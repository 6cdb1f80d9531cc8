package dev.meridian.restore.operation;

import dev.meridian.repository.store.RepositoryException;
import dev.meridian.repository.wal.NamedPoint;
import dev.meridian.restore.plan.Catalogue;
import dev.meridian.restore.plan.MissingObjects;
import dev.meridian.restore.plan.Outcome;
import dev.meridian.restore.plan.Target;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a target that the server's own region can't give, or not by the way that would be
 * done first, by the copy in the paired one: a region that was lost begins anew, and what was
 * before lies in the copy only; and what is missing may be there.
 *
 * @param own what the own region gives
 * @param why what is wrong with that
 */
record CopyInstead(Assessment own, Outcome.Impossible why, Target target) {

  /** Facts, of which a copy knows no others. */
  private static final Set<String> EVERYWHERE =
      Set.of("target-in-the-future", "transaction-rolled-back");

  /** What is wrong with what the own region gives, if a copy may give something better. */
  static Optional<Outcome.Impossible> wrongWith(Outcome own) {
    return switch (own) {
      case Outcome.Impossible why when mayDiffer(why) -> Optional.of(why);
      case Outcome.Planned planned ->
          Optional.ofNullable(planned.passedOver()).map(MissingObjects::impossible);
      case Outcome.Impossible _, Outcome.NotCoveredYet _ -> Optional.empty();
    };
  }

  /** Whether a copy may say something else. One is looked at before where there is no backup. */
  static boolean mayDiffer(Outcome.Impossible why) {
    return !EVERYWHERE.contains(why.code()) && !why.meansNoBackup();
  }

  /** Why the copy is looked at. */
  String whyThere() {
    return why.missing() == null
        ? "region %s can't give it: %s".formatted(own.region(), why.reason())
        : "region %s hasn't got all of it: %s".formatted(own.region(), why.missing().text());
  }

  /**
   * The copy's plan, if what it plans is what was asked for; else what else the own region gives,
   * or the refusal, with both reasons.
   */
  Assessment of(Assessment copy) {
    return switch (copy.outcome()) {
      case Outcome.Planned _ when isMeant(copy) ->
          copy.within(own.window().precededBy(copy.catalogue()));
      case Outcome.Planned _ ->
          withoutCopy(
              copy.region(), "what can be had there may be older; ask for it by fromRegion");
      case Outcome.NotCoveredYet notYet ->
          withoutCopy(copy.region(), "it reaches to %s".formatted(notYet.reachesTo()));
      case Outcome.Impossible no when no.meansNoBackup() || no.reason().equals(why.reason()) -> own;
      // There it could be, if nothing were missing.
      case Outcome.Impossible no when no.missing() != null && why.missing() == null ->
          withoutCopy(copy.region(), no.reason(), no);
      case Outcome.Impossible no when no.missing() != null ->
          withoutCopy(copy.region(), no.missing().text());
      case Outcome.Impossible no -> withoutCopy(copy.region(), no.reason());
    };
  }

  /** The same where the copy can't be looked at. */
  Assessment unreadable(String region, RepositoryException e) {
    return withoutCopy(region, "it can't be read now: " + e.getMessage());
  }

  private Assessment withoutCopy(String region, String reason) {
    return withoutCopy(region, reason, why);
  }

  private Assessment withoutCopy(String region, String reason, Outcome.Impossible kind) {
    return own.outcome() instanceof Outcome.Planned
        ? own
        : own.impossible(
            kind.saying(
                "%s. As for the copy in region %s: %s".formatted(why.reason(), region, reason)),
            null);
  }

  /**
   * A copy lags behind: its latest may be an earlier one than the own region can still give, or
   * could if nothing were missing, and its newest restore point of a name another one.
   */
  private boolean isMeant(Assessment copy) {
    return switch (target) {
      case Target.Latest _ when why.missing() != null ->
          !isLater(own.window().latest(), copy.window().latest());
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
