package dev.meridian.restore.operation;

import dev.meridian.messaging.problem.Refused;
import dev.meridian.repository.store.RepositoryException;
import dev.meridian.restore.archive.Archives;
import dev.meridian.restore.plan.Catalogue;
import dev.meridian.restore.plan.Knowledge;
import dev.meridian.restore.plan.Outcome;
import dev.meridian.restore.plan.PlanRestore;
import dev.meridian.restore.plan.SharedHistory;
import dev.meridian.restore.plan.Target;
import dev.meridian.restore.plan.WholeRoute;
import dev.meridian.restore.plan.Window;
import dev.meridian.restore.source.Birth;
import dev.meridian.restore.source.FindSources;
import dev.meridian.restore.source.SourceServer;
import dev.meridian.restore.source.SourceState;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Looks at one server's archive: what a target comes to in it. Not in a transaction. */
@Component
class AssessArchive implements BeforeBirth.Archive {

  private final FindSources sources;
  private final HeldBackups held;
  private final Archives archives;
  private final MeasuredRestores measured;
  private final Clock clock;

  AssessArchive(
      FindSources sources,
      HeldBackups held,
      Archives archives,
      MeasuredRestores measured,
      Clock clock) {
    this.sources = sources;
    this.held = held;
    this.archives = archives;
    this.measured = measured;
    this.clock = clock;
  }

  /**
   * What the target comes to, as of now, by what is there: each way that is planned has all its
   * objects. The server's own region is read; the one that its backups are copied to is, where the
   * own one can't be, holds none of them, can't give the target, or hasn't all that the way needs
   * that would be done first.
   *
   * @param fromRegion the region to read, whatever its state; null to let that decide
   * @param upTo where the history ends that is meant; null for all of it
   * @throws dev.meridian.repository.store.RepositoryException when the repository can't be read
   * @throws Refused when that region can't hold its backups
   */
  @Override
  public Assessment assess(
      SourceServer source, Target target, @Nullable String fromRegion, @Nullable Birth upTo) {
    if (fromRegion != null) {
      return assessIn(requireHolding(source, fromRegion), source, target, upTo, null);
    }
    Optional<String> copy = held.copiesOf(source);
    if (copy.isEmpty()) {
      return assessIn(source.region(), source, target, upTo, null);
    }
    Assessment own;
    try {
      if (!held.areIn(source.region(), source) && held.areIn(copy.get(), source)) {
        return assessIn(
            copy.get(),
            source,
            target,
            upTo,
            "region " + source.region() + " holds none of its backups");
      }
      own = assessIn(source.region(), source, target, upTo, null);
    } catch (RepositoryException e) {
      return assessCopy(copy.get(), source, target, upTo, e);
    }
    return CopyInstead.wrongWith(own.outcome())
        .map(why -> orFromCopy(copy.get(), new CopyInstead(own, why, target), upTo))
        .orElse(own);
  }

  private Assessment orFromCopy(String copy, CopyInstead instead, @Nullable Birth upTo) {
    try {
      return instead.of(
          assessIn(copy, instead.own().source(), instead.target(), upTo, instead.whyThere()));
    } catch (RepositoryException e) {
      return instead.unreadable(copy, e);
    }
  }

  private Assessment assessCopy(
      String copy,
      SourceServer source,
      Target target,
      @Nullable Birth upTo,
      RepositoryException why) {
    try {
      if (held.areIn(copy, source)) {
        return assessIn(
            copy,
            source,
            target,
            upTo,
            "region %s can't be read: %s".formatted(source.region(), why.getMessage()));
      }
    } catch (RepositoryException e) {
      why.addSuppressed(e);
    }
    throw why;
  }

  private String requireHolding(SourceServer source, String region) {
    Optional<String> copy = archives.pairOf(source.region());
    if (!region.equals(source.region()) && !copy.filter(region::equals).isPresent()) {
      throw Refused.invalid(
              "region-without-backups",
              "Region %s holds no backups of %s: they lie in %s%s"
                  .formatted(
                      region,
                      source.name(),
                      source.region(),
                      copy.map(pair -> ", and their copies, if it has any, in " + pair).orElse("")))
          .field("fromRegion");
    }
    return region;
  }

  private Assessment assessIn(
      String region,
      SourceServer source,
      Target target,
      @Nullable Birth upTo,
      @Nullable String whyThere) {
    boolean own = region.equals(source.region());
    // Before the catalogue is read: it then holds all that this promises. A copy may lag behind.
    Knowledge known =
        new Knowledge(
            source.id(),
            region,
            own ? sources.coveredUntil(source.id()).orElse(null) : null,
            own && source.state() == SourceState.Dropped);
    Catalogue whole = held.in(region, source);
    Catalogue catalogue =
        upTo == null ? whole : new SharedHistory(whole, upTo.timeline(), upTo.lsn());
    Window window = Window.of(whole, sources.gaps(source.id()));
    Instant now = clock.instant();
    Outcome outcome =
        target instanceof Target.PointInTime point && point.at().isAfter(now)
            ? inTheFuture(point.at(), now)
            : new WholeRoute(catalogue, measured::pace)
                .of(PlanRestore.plan(catalogue, known, target, measured.pace()));
    return new Assessment(source, catalogue, outcome, window, region, whyThere, null);
  }

  private static Outcome inTheFuture(Instant at, Instant now) {
    return new Outcome.Impossible(
        "target-in-the-future",
        "%s is in the future: it is %s; give a time that has been, or ask for the latest"
            .formatted(at, now));
  }
}
