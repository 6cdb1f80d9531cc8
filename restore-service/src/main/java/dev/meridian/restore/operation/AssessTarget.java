package dev.meridian.restore.operation;

import dev.meridian.messaging.problem.Refused;
import dev.meridian.regions.UnknownRegion;
import dev.meridian.repository.store.RepositoryException;
import dev.meridian.restore.plan.Outcome;
import dev.meridian.restore.plan.Target;
import dev.meridian.restore.plan.Window;
import dev.meridian.restore.source.FindSources;
import dev.meridian.restore.source.SourceServer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Looks at what a source can be restored from: what a target comes to, and what would work. Not in
 * a transaction.
 */
@Component
public class AssessTarget {

  private final FindSources sources;
  private final AssessArchive archive;
  private final BeforeBirth beforeBirth;

  AssessTarget(FindSources sources, AssessArchive archive) {
    this.sources = sources;
    this.archive = archive;
    this.beforeBirth = new BeforeBirth(sources::byId, archive);
  }

  /**
   * What the target comes to, as of now: by the archive of the source, and of the server that it
   * was itself restored from where the target is before its own birth.
   *
   * @param fromRegion the region to read, whatever its state; null to let that decide
   * @throws dev.meridian.repository.store.RepositoryException when a repository can't be read
   * @throws Refused when that region can't hold the source's backups, or {@code
   *     source-region-unknown} when the deployment doesn't have the source's any more
   */
  Assessment assess(SourceServer source, Target target, @Nullable String fromRegion) {
    try {
      return beforeBirth.assess(source, target, fromRegion);
    } catch (UnknownRegion e) {
      throw unknownRegion(source, e).field("sourceServer");
    }
  }

  /**
   * What the target comes to in the server's own archive in its own region, as of now.
   *
   * @throws dev.meridian.repository.store.RepositoryException when the repository can't be read
   * @throws Refused {@code source-region-unknown} when the deployment has no such region any more
   */
  public Outcome outcome(SourceServer source, Target target) {
    try {
      return archive.assess(source, target, source.region(), null).outcome();
    } catch (UnknownRegion e) {
      throw unknownRegion(source, e).field("sourceServer");
    }
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

  static Refused unknownRegion(SourceServer source, UnknownRegion e) {
    return Refused.conflict(
        "source-region-unknown",
        "The backups of %s can't be read: %s; add it again"
            .formatted(source.name(), e.getMessage()));
  }

  static Refused unreadable(RepositoryException e) {
    return Refused.unavailable(e.code(), "The backup repository can't be read: " + e.getMessage());
  }

  /** What can be restored: by the archive, or what was heard of it last where it can't be read. */
  Window window(SourceServer source) {
    try {
      return archive.assess(source, Target.LATEST, null, null).window();
    } catch (RepositoryException | UnknownRegion e) {
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

  static Refused unknownSource(String asked) {
    return unknownServer(asked).field("sourceServer");
  }

  static Refused unknownServer(String asked) {
    return Refused.notFound(
        "server-not-found",
        "There is no server %s, neither living nor dropped; give its name or its id"
            .formatted(asked));
  }
}
