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
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Looks at a source's archive: what a target comes to, and what would work. Not in a transaction.
 */
@Component
class AssessTarget {

  private final FindSources sources;
  private final Archives archives;
  private final MeasuredRestores measured;
  private final Clock clock;

  AssessTarget(
      FindSources sources, Archives archives, MeasuredRestores measured, Clock clock) {
    this.sources = sources;
    this.archives = archives;
    this.measured = measured;
    this.clock = clock;
  }

  /**
   * What the target comes to, as of now.
   *
   * @throws dev.meridian.repository.store.RepositoryException when the repository can't be read
   */
  Assessment assess(SourceServer source, Target target) {
    // Before the catalogue is read: it then holds all that this promises.
    Knowledge known =
        new Knowledge(
            source.id(),
            source.region(),
            sources.coveredUntil(source.id()).orElse(null),
            source.state() == SourceState.Dropped);
    Catalogue catalogue = archives.catalogue(source.region(), source.id());
    Window window = Window.of(catalogue, sources.gaps(source.id()));
    Instant now = clock.instant();
    if (target instanceof Target.PointInTime point && point.at().isAfter(now)) {
      return new Assessment(source, catalogue, inTheFuture(point.at(), now), window);
    }
    Outcome outcome = withOrigin(source, PlanRestore.plan(catalogue, known, target, measured.pace()));
    return new Assessment(source, catalogue, outcome, window);
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
   * @throws Refused when the repository can't be read
   */
  Assessment assessNow(SourceServer source, Target target) {
    try {
      return assess(source, target);
    } catch (RepositoryException e) {
      throw Refused.unavailable(e.code(), "The backup repository can't be read: " + e.getMessage());
    }
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
