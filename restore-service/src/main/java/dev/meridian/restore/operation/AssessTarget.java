package dev.meridian.restore.operation;

import dev.meridian.messaging.problem.Refused;
import dev.meridian.repository.store.RepositoryException;
import dev.meridian.restore.archive.Archives;
import dev.meridian.restore.plan.Catalogue;
import dev.meridian.restore.plan.Knowledge;
import dev.meridian.restore.plan.Outcome;
import dev.meridian.restore.plan.PlanRestore;
import dev.meridian.restore.plan.Target;
import dev.meridian.restore.plan.Window;
import dev.meridian.restore.source.FindSources;
import dev.meridian.restore.source.SourceServer;
import dev.meridian.restore.source.SourceState;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Looks at a source's archive: what a target comes to, and what would work. Not in a transaction.
 */
@Component
public class AssessTarget {

  private final FindSources sources;
  private final Archives archives;
  private final MeasuredRestores measured;
  private final Clock clock;

  AssessTarget(FindSources sources, Archives archives, MeasuredRestores measured, Clock clock) {
    this.sources = sources;
    this.archives = archives;
    this.measured = measured;
    this.clock = clock;
  }

  /**
   * What the target comes to, as of now. The server's own region is read; the one that its backups
   * are copied to is, where the own one can't be or holds none of them.
   *
   * @param fromRegion the region to read, whatever its state; null to let that decide
   * @throws dev.meridian.repository.store.RepositoryException when the repository can't be read
   * @throws Refused when that region can't hold its backups
   */
  Assessment assess(SourceServer source, Target target, @Nullable String fromRegion) {
    if (fromRegion != null) {
      return assessIn(requireHolding(source, fromRegion), source, target, null);
    }
    Optional<String> copy =
        source.tier().backupRedundancy().equals("Geo")
            ? archives.pairOf(source.region())
            : Optional.empty();
    if (copy.isEmpty()) {
      return assessIn(source.region(), source, target, null);
    }
    try {
      if (holdsBackups(source.region(), source) || !holdsBackups(copy.get(), source)) {
        return assessIn(source.region(), source, target, null);
      }
      return assessIn(
          copy.get(), source, target, "region " + source.region() + " holds none of its backups");
    } catch (RepositoryException e) {
      return assessCopy(copy.get(), source, target, e);
    }
  }

  private Assessment assessCopy(
      String copy, SourceServer source, Target target, RepositoryException why) {
    try {
      if (holdsBackups(copy, source)) {
        return assessIn(
            copy,
            source,
            target,
            "region %s can't be read: %s".formatted(source.region(), why.getMessage()));
      }
    } catch (RepositoryException e) {
      why.addSuppressed(e);
    }
    throw why;
  }

  private boolean holdsBackups(String region, SourceServer source) {
    return !archives.catalogue(region, source.id()).backups().isEmpty();
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
      String region, SourceServer source, Target target, @Nullable String whyThere) {
    boolean own = region.equals(source.region());
    // Before the catalogue is read: it then holds all that this promises. A copy may lag behind.
    Knowledge known =
        new Knowledge(
            source.id(),
            region,
            own ? sources.coveredUntil(source.id()).orElse(null) : null,
            own && source.state() == SourceState.Dropped);
    Catalogue catalogue = archives.catalogue(region, source.id());
    Window window = Window.of(catalogue, sources.gaps(source.id()));
    Instant now = clock.instant();
    Outcome outcome =
        target instanceof Target.PointInTime point && point.at().isAfter(now)
            ? inTheFuture(point.at(), now)
            : withOrigin(source, PlanRestore.plan(catalogue, known, target, measured.pace()));
    return new Assessment(source, catalogue, outcome, window, region, whyThere);
  }

  /**
   * What the target comes to, as of now.
   *
   * @throws dev.meridian.repository.store.RepositoryException when the repository can't be read
   */
  public Outcome outcome(SourceServer source, Target target) {
    return assess(source, target, source.region()).outcome();
  }

  /** Before a restored server's own birth lies the history of the server that it came from. */
  private Outcome withOrigin(SourceServer source, Outcome outcome) {
    UUID origin = source.restoredFrom();
    if (origin == null
        || !(outcome instanceof Outcome.Impossible impossible)
        || !impossible.code().equals("target-before-window")) {
      return outcome;
    }
    String name = sources.byId(origin).map(SourceServer::name).orElse("which is unknown here");
    return new Outcome.Impossible(
        impossible.code(),
        "%s. %s was itself restored from server %s (%s): what was before that is restored from there"
            .formatted(impossible.reason(), source.name(), origin, name));
  }

  /**
   * The same for somebody who waits for the answer.
   *
   * @throws Refused when the repository can't be read, or that region can't hold its backups; with
   *     the window that can be restored
   */
  Assessment assessNow(SourceServer source, Target target, @Nullable String fromRegion) {
    try {
      return assess(source, target, fromRegion);
    } catch (RepositoryException e) {
      throw Assessment.withWindow(unreadable(e), lastHeard(source));
    } catch (Refused refused) {
      throw Assessment.withWindow(refused, window(source));
    }
  }

  static Refused unreadable(RepositoryException e) {
    return Refused.unavailable(e.code(), "The backup repository can't be read: " + e.getMessage());
  }

  /** What can be restored: by the archive, or what was heard of it last where it can't be read. */
  Window window(SourceServer source) {
    try {
      return assess(source, Target.LATEST, null).window();
    } catch (RepositoryException e) {
      return lastHeard(source);
    }
  }

  private Window lastHeard(SourceServer source) {
    return sources.window(source.id()).orElse(Window.NONE);
  }

  /**
   * Adds the window that can be restored to the refusal of a request, if it names a known source.
   */
  public Refused withWindow(Refused refused, @Nullable String sourceServer) {
    return Optional.ofNullable(sourceServer)
        .flatMap(sources::byNameOrId)
        .map(source -> Assessment.withWindow(refused, window(source)))
        .orElse(refused);
  }

  private static Outcome inTheFuture(Instant at, Instant now) {
    return new Outcome.Impossible(
        "target-in-the-future",
        "%s is in the future: it is %s; give a time that has been, or ask for the latest"
            .formatted(at, now));
  }

  static Refused unknownSource(String asked) {
    return Refused.notFound(
            "server-not-found",
            "There is no server %s, neither living nor dropped; give its name or its id"
                .formatted(asked))
        .field("sourceServer");
  }
}
