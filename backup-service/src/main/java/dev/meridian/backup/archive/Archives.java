package dev.meridian.backup.archive;

import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.objectstore.Stores;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoreUnavailable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The archives of all servers. A region's repository is created when it is first used. */
public final class Archives {

  private static final Logger log = LoggerFactory.getLogger(Archives.class);

  private final Map<String, Region> regions;
  private final Supplier<RepositoryKey> key;
  private final KnownBackups backups;
  private final Map<String, Place> places = new ConcurrentHashMap<>();
  private final Map<UUID, ServerArchive> archives = new ConcurrentHashMap<>();

  /** A region's repository, and the store that it lies in. */
  private record Place(Store store, Repository repository) {}

  /**
   * @param key of all repositories
   */
  Archives(List<Region> regions, Supplier<RepositoryKey> key, KnownBackups backups) {
    this.regions =
        regions.stream().collect(Collectors.toUnmodifiableMap(Region::name, Function.identity()));
    this.key = key;
    this.backups = backups;
  }

  /**
   * What is archived of a server.
   *
   * @throws UnknownRegion when its region has no repository
   */
  public ServerArchive of(ProtectedServer server) {
    return archives.computeIfAbsent(server.id(), id -> open(server));
  }

  /**
   * An archive that was lost goes on under the key that its copy has: whatever is copied of it
   * belongs together then.
   */
  private ServerArchive open(ProtectedServer server) {
    ServerArchive archive = place(server.region()).repository().server(server.id());
    if (!archive.hasKey()) {
      takeKeyOfCopy(server, archive);
    }
    return archive;
  }

  /** A new server doesn't wait for its pair: without a copy there is a new key. */
  private void takeKeyOfCopy(ProtectedServer server, ServerArchive archive) {
    try {
      copyOf(server).ifPresent(archive::takeKeyFrom);
    } catch (StoreUnavailable e) {
      if (backups.hasAny(server.id())) {
        throw e;
      }
      log.warn(
          "The archive of {} begins without asking for a copy of it: {}",
          server.name(),
          e.getMessage());
    }
  }

  /** The copy of a server's archive in the paired region; empty if there is none. */
  public Optional<ServerArchive> copyOf(ProtectedServer server) {
    return pairedWith(server)
        .filter(this::isUsed)
        .map(paired -> repository(paired).server(server.id()))
        .filter(ServerArchive::hasKey);
  }

  /** The region that a server's archive is copied to if that is wanted; empty if there is none. */
  public Optional<String> pairedWith(ProtectedServer server) {
    return Optional.ofNullable(region(server.region()).pairedWith());
  }

  /** Whether a region has a repository by now; it is not created by asking. */
  public boolean isUsed(String region) {
    Region where = region(region);
    return Repository.isIn(Stores.openToRead(where.repository(), where.settings()));
  }

  /** Whether a region's repository is in an object store, where a call takes longer. */
  public boolean isInObjectStore(String region) {
    return Stores.isObjectStore(region(region).repository());
  }

  /** The store of a region, with a repository in it. */
  public Store store(String region) {
    return place(region).store();
  }

  /** The repository of a region. */
  public Repository repository(String region) {
    return place(region).repository();
  }

  private Place place(String region) {
    return places.computeIfAbsent(
        region,
        name -> {
          Region where = region(name);
          Store store = Stores.open(where.repository(), where.settings());
          return new Place(store, Repository.openOrCreate(store, key.get()));
        });
  }

  private Region region(String name) {
    Region region = regions.get(name);
    if (region == null) {
      throw new UnknownRegion(name, regions.keySet());
    }
    return region;
  }
}
