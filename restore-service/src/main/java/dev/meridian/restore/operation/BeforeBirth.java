package dev.meridian.restore.operation;

import dev.meridian.messaging.problem.Refused;
import dev.meridian.regions.UnknownRegion;
import dev.meridian.restore.plan.Outcome;
import dev.meridian.restore.plan.SharedHistory;
import dev.meridian.restore.plan.Target;
import dev.meridian.restore.source.Birth;
import dev.meridian.restore.source.SourceServer;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Plans what a server's own archive can't give from that of the server that it was restored from,
 * and so on, as long as the result lies in the history that they share. What was between the point
 * that a server was restored to and its own first backup is in neither.
 *
 * @param servers by their ids
 */
record BeforeBirth(Function<UUID, Optional<SourceServer>> servers, Archive archive) {

  /** One server's archive. */
  interface Archive {

    /**
     * What a target comes to in it.
     *
     * @param fromRegion the region to read; null for whichever can be
     * @param upTo where the history ends that is meant; null for all of it
     * @throws dev.meridian.repository.store.RepositoryException when it can't be read
     * @throws Refused when that region can't hold it
     */
    Assessment assess(
        SourceServer server, Target target, @Nullable String fromRegion, @Nullable Birth upTo);
  }

  Assessment assess(SourceServer source, Target target, @Nullable String fromRegion) {
    return assess(source, target, fromRegion, null);
  }

  private Assessment assess(
      SourceServer source, Target target, @Nullable String fromRegion, @Nullable Birth upTo) {
    Assessment own = archive.assess(source, target, fromRegion, upTo);
    if (source.restoredFrom() == null
        || !(own.outcome() instanceof Outcome.Impossible why)
        || !mayBeOlder(own, why, target)) {
      return own;
    }
    Optional<SourceServer> origin = servers.apply(source.restoredFrom());
    if (origin.isEmpty() || source.birth().isEmpty()) {
      return own.impossible(DescentText.untold(source, why, origin), null);
    }
    Descent descent = new Descent(source, origin.get(), source.birth().get());
    try {
      return through(own, why, descent, target, fromRegion);
    } catch (Refused | UnknownRegion e) {
      return own.impossible(
          DescentText.unknown(descent, why, String.valueOf(e.getMessage())), null);
    }
  }

  /** Whether what was asked for may be of the time before the server's own archive begins. */
  private static boolean mayBeOlder(Assessment own, Outcome.Impossible why, Target target) {
    boolean isEmpty = why.meansNoBackup();
    return switch (target) {
      case Target.Latest _ -> false;
      case Target.PointInTime _, Target.LogPosition _ ->
          isEmpty || why.code().equals("target-before-window");
      case Target.BeforeTransaction _, Target.AfterTransaction _ ->
          isEmpty || why.code().equals("transaction-not-found");
      case Target.BackupEnd _ -> isEmpty || why.code().equals("backup-not-found");
      // The newest of that name is meant, also if it can't be restored to.
      case Target.NamedPoint named ->
          own.catalogue().restorePoints().stream()
              .noneMatch(each -> each.point().name().equals(named.name()));
    };
  }

  private Assessment through(
      Assessment own,
      Outcome.Impossible why,
      Descent descent,
      Target target,
      @Nullable String fromRegion) {
    Assessment found = assess(descent.origin(), target, fromRegion, descent.birth());
    ThroughOrigin through = descent.through(found);
    DescentText text = new DescentText(descent, own, why, through.window());
    if (isAfter(target, descent.birth())) {
      return own.impossible(text.between(), through);
    }
    return switch (found.outcome()) {
      case Outcome.Planned planned when !isShared(found, planned) ->
          own.impossible(text.parted(), through);
      case Outcome.Planned _, Outcome.NotCoveredYet _ -> found.insteadOf(own, through);
      case Outcome.Impossible no -> own.impossible(text.neither(no), through);
    };
  }

  /** Whether it is asked for by a time or position at which the servers had parted. */
  private static boolean isAfter(Target target, Birth birth) {
    Instant asOf = birth.asOf();
    return switch (target) {
      case Target.PointInTime point -> asOf != null && point.at().isAfter(asOf);
      case Target.LogPosition position -> birth.lsn().isBefore(position.lsn());
      default -> false;
    };
  }

  /** What is planned from further back is shared by all that came after. */
  private static boolean isShared(Assessment found, Outcome.Planned planned) {
    return found.through() != null
        || (found.catalogue() instanceof SharedHistory shared && shared.includes(planned.plan()));
  }
}
