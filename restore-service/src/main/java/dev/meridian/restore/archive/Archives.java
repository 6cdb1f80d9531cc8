package dev.meridian.restore.archive;

import dev.meridian.regions.Region;
import dev.meridian.regions.Regions;
import dev.meridian.repository.NoRepository;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoreUnavailable;
import dev.meridian.restore.plan.Catalogue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The repositories of the regions, read only. */
public final class Archives {

  private final Regions regions;
  private final Function<String, Store> opening;
  private final Map<String, Store> stores = new ConcurrentHashMap<>();
  private final Map<String, Repository> opened = new ConcurrentHashMap<>();

  /** The repositories of these regions. */
  public Archives(Regions regions) {
    this(regions, region -> regions.get(region).openToRead());
  }

  Archives(Regions regions, Function<String, Store> opening) {
    this.regions = regions;
    this.opening = opening;
  }

  /**
   * What a region's repository holds of a server, as of now; nothing, while the region has no
   * repository.
   *
   * @throws dev.meridian.repository.store.RepositoryException when it can't be read
   * @throws dev.meridian.regions.UnknownRegion when the deployment has no such region
   */
  public Catalogue catalogue(String region, UUID serverId) {
    try {
      ServerArchive archive = repository(region).server(serverId);
      return archive.exists() ? ArchiveCatalogue.of(archive) : new EmptyCatalogue();
    } catch (NoRepository e) {
      return new EmptyCatalogue();
    }
  }

  /**
   * As {@link #catalogue}, of a region that is known to have a repository: a file system that isn't
   * mounted looks like an empty store.
   *
   * @throws StoreUnavailable when there is none now
   */
  public Catalogue catalogueOfKnown(String region, UUID serverId) {
    Catalogue found = catalogue(region, serverId);
    if (found.backups().isEmpty()) {
      requireRepository(region);
      // It may have come back in between.
      found = catalogue(region, serverId);
    }
    if (found.backups().isEmpty()) {
      requireRepository(region);
    }
    return found;
  }

  private void requireRepository(String region) {
    if (!Repository.isIn(store(region))) {
      throw new StoreUnavailable(
          "There is no repository of region %s in %s: mount it, or bring it back; it is looked for again"
              .formatted(region, regions.get(region).repository()),
          null);
    }
  }

  /** The names of the regions that there are, sorted. */
  public List<String> regions() {
    return regions.names();
  }

  /** Where a region's geographically redundant backups are copied, if anywhere. */
  public Optional<String> pairOf(String region) {
    return regions.find(region).map(Region::pairedWith);
  }

  private Repository repository(String region) {
    Repository known = opened.get(region);
    if (known != null) {
      return known;
    }
    Repository found = Repository.open(store(region), regions.key());
    opened.put(region, found);
    return found;
  }

  private Store store(String region) {
    return stores.computeIfAbsent(region, opening);
  }
}
