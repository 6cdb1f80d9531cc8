package dev.meridian.backup.archive;

import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.regions.Regions;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoreUnavailable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The archives of all servers. A region's repository is created when it is first used. */
public final class Archives {

  private static final Logger log = LoggerFactory.getLogger(Archives.class);

  private final Regions regions;
  private final KnownBackups backups;
  private final Map<String, Place> places = new ConcurrentHashMap<>();
  private final Map<Whose, ServerArchive> archives = new ConcurrentHashMap<>();

  /** A server that was found in one region may turn out to be another one's. */
  private record Whose(UUID serverId, String region) {}

  /** A region's repository, and the store that it lies in. */
  private record Place(Store store, Repository repository) {}

  Archives(Regions regions, KnownBackups backups) {
    this.regions = regions;
    this.backups = backups;
  }

  /**
   * What is archived of a server.
   *
   * @throws dev.meridian.regions.UnknownRegion when its region has no repository
   */
  public ServerArchive of(ProtectedServer server) {
    return archives.computeIfAbsent(new Whose(server.id(), server.region()), whose -> open(server));
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
    return Optional.ofNullable(regions.get(server.region()).pairedWith());
  }

  /** The names of all regions. */
  public List<String> regions() {
    return regions.names();
  }

  /** Whether a region has a repository by now; it is not created by asking. */
  public boolean isUsed(String region) {
    return Repository.isIn(regions.get(region).openToRead());
  }

  /** Whether a region's repository is in an object store, where a call takes longer. */
  public boolean isInObjectStore(String region) {
    return regions.get(region).isInObjectStore();
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
          Store store = regions.get(name).open();
          return new Place(store, Repository.openOrCreate(store, regions.key()));
        });
  }
}
