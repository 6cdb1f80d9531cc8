package dev.meridian.restore.archive;

import dev.meridian.repository.NoRepository;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.objectstore.Stores;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.restore.plan.Catalogue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The repositories of the regions, read only. */
public final class Archives {

  private final Map<String, RegionRepository> regions = new ConcurrentHashMap<>();
  private final Map<String, Repository> opened = new ConcurrentHashMap<>();
  private final Supplier<RepositoryKey> key;

  /**
   * The repositories of these regions.
   *
   * @param key is asked for when a repository is opened for the first time
   */
  public Archives(List<RegionRepository> regions, Supplier<RepositoryKey> key) {
    regions.forEach(region -> this.regions.put(region.name(), region));
    this.key = key;
  }

  /**
   * What a region's repository holds of a server, as of now; nothing, while the region has no
   * repository yet.
   *
   * @throws dev.meridian.repository.store.RepositoryException when it can't be read
   * @throws IllegalArgumentException when the deployment has no such region
   */
  public Catalogue catalogue(String region, UUID serverId) {
    try {
      ServerArchive archive = repository(region).server(serverId);
      return archive.exists() ? ArchiveCatalogue.of(archive) : new EmptyCatalogue();
    } catch (NoRepository e) {
      return new EmptyCatalogue();
    }
  }

  /** The names of the regions that there are, sorted. */
  public List<String> regions() {
    return regions.keySet().stream().sorted().toList();
  }

  /** Where a region's geographically redundant backups are copied, if anywhere. */
  public Optional<String> pairOf(String region) {
    return Optional.ofNullable(regions.get(region)).map(RegionRepository::pairedWith);
  }

  private Repository repository(String region) {
    Repository known = opened.get(region);
    if (known != null) {
      return known;
    }
    RegionRepository where = regions.get(region);
    if (where == null) {
      throw new IllegalArgumentException(
          "meridian.regions has no region %s; it has %s".formatted(region, regions.keySet()));
    }
    Repository found =
        Repository.open(Stores.openToRead(where.repository(), where.settings()), key.get());
    opened.put(region, found);
    return found;
  }
}
