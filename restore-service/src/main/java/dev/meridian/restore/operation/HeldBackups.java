package dev.meridian.restore.operation;

import dev.meridian.repository.store.RepositoryException;
import dev.meridian.restore.archive.Archives;
import dev.meridian.restore.plan.Catalogue;
import dev.meridian.restore.source.FindSources;
import dev.meridian.restore.source.SourceServer;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What the regions' repositories hold of a server. Not in a transaction. */
@Component
class HeldBackups {

  private final FindSources sources;
  private final Archives archives;

  HeldBackups(FindSources sources, Archives archives) {
    this.sources = sources;
    this.archives = archives;
  }

  /** What one region holds of a server. */
  record In(String region, SourceServer server, Catalogue catalogue) {

    Commits.Archive archive() {
      return new Commits.Archive(server, region);
    }
  }

  /**
   * What a region holds. Where backup-service has once said what can be restored of a server, there
   * was a repository: if there is none, it is away, and what is in it isn't lost for that.
   *
   * @throws RepositoryException when it can't be read
   * @throws dev.meridian.regions.UnknownRegion when the deployment has no such region
   */
  Catalogue in(String region, SourceServer source) {
    boolean belongs = region.equals(source.region()) || isCopied(source);
    return belongs && sources.window(source.id()).isPresent()
        ? archives.catalogueOfKnown(region, source.id())
        : archives.catalogue(region, source.id());
  }

  /** Whether there are any in a region. */
  boolean areIn(String region, SourceServer source) {
    return !in(region, source).backups().isEmpty();
  }

  /** The region that they are copied to, if they are. */
  Optional<String> copiesOf(SourceServer source) {
    return isCopied(source) ? archives.pairOf(source.region()) : Optional.empty();
  }

  private static boolean isCopied(SourceServer source) {
    return source.tier().backupRedundancy().equals("Geo");
  }

  /**
   * What the server's own region holds, or the one that its backups are copied to where the own one
   * can't be read or holds none of them.
   *
   * @throws RepositoryException when neither can be read
   */
  In readable(SourceServer source) {
    In own;
    try {
      own = new In(source.region(), source, in(source.region(), source));
    } catch (RepositoryException e) {
      return copiesOf(source).flatMap(region -> holding(region, source, e)).orElseThrow(() -> e);
    }
    return own.catalogue().backups().isEmpty() ? copyBeside(own).orElse(own) : own;
  }

  /** The copy of a server's backups beside its own, if there are any in it. */
  Optional<In> copyBeside(In own) {
    SourceServer server = own.server();
    return own.region().equals(server.region())
        ? copiesOf(server)
            .map(region -> new In(region, server, in(region, server)))
            .filter(copy -> !copy.catalogue().backups().isEmpty())
        : Optional.empty();
  }

  private Optional<In> holding(String region, SourceServer source, RepositoryException why) {
    try {
      return Optional.of(new In(region, source, in(region, source)))
          .filter(copy -> !copy.catalogue().backups().isEmpty());
    } catch (RepositoryException e) {
      why.addSuppressed(e);
      return Optional.empty();
    }
  }
}
