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
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The archives of all servers. A region's repository is created when it is first used, and must be
 * there from then on.
 */
public final class Archives {

  private static final Logger log = LoggerFactory.getLogger(Archives.class);

  private final Regions regions;
  private final KnownBackups backups;
  private final Predicate<UUID> removed;
  private final RegionRepositories repositories;
  private final Map<Whose, ServerArchive> archives = new ConcurrentHashMap<>();

  /** A server that was found in one region may turn out to be another one's. */
  private record Whose(UUID serverId, String region) {}

  /**
   * @param known which repository each region has
   * @param changed told when a region has another repository than before
   */
  Archives(
      Regions regions,
      KnownBackups backups,
      Predicate<UUID> removed,
      KnownRepositories known,
      Consumer<RepositoryChanged> changed) {
    this.regions = regions;
    this.backups = backups;
    this.removed = removed;
    this.repositories =
        new RegionRepositories(
            regions,
            known,
            region -> {
              archives.keySet().removeIf(whose -> whose.region().equals(region));
              changed.accept(new RepositoryChanged(region));
            });
  }

  /**
   * What is archived of a server.
   *
   * @throws dev.meridian.regions.UnknownRegion when its region has no repository
   * @throws UnexpectedRepository when the region's repository isn't where it was
   */
  public ServerArchive of(ProtectedServer server) {
    return archives.computeIfAbsent(new Whose(server.id(), server.region()), whose -> open(server));
  }

  /**
   * An archive that was lost goes on under the key that its copy has: whatever is copied of it
   * belongs together then.
   */
  private ServerArchive open(ProtectedServer server) {
    ServerArchive archive = repository(server.region()).server(server.id());
    if (!archive.hasKey()) {
      takeKeyOfCopy(server, archive);
    }
    return archive;
  }

  /**
   * A new server doesn't wait for its pair: without a copy there is a new key. Nothing comes back
   * of an archive that was removed.
   */
  private void takeKeyOfCopy(ProtectedServer server, ServerArchive archive) {
    if (removed.test(server.id())) {
      return;
    }
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

  /** A server's archive is gone, and with it what is remembered of that here: its data key. */
  public void forget(UUID serverId) {
    archives.keySet().removeIf(whose -> whose.serverId().equals(serverId));
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

  /**
   * Whether a region has a repository by now; it is not created by asking.
   *
   * @throws UnexpectedRepository when it has one, which isn't where it was
   */
  public boolean isUsed(String region) {
    return repositories.isUsed(region);
  }

  /** Whether a region's repository is in an object store, where a call takes longer. */
  public boolean isInObjectStore(String region) {
    return regions.get(region).isInObjectStore();
  }

  /** The store of a region, with a repository in it. */
  public Store store(String region) {
    return repositories.of(region).store();
  }

  /** The repository of a region. */
  public Repository repository(String region) {
    return repositories.of(region).repository();
  }

  /**
   * Looks whether a region's repository is where it was: before what an empty place would be taken
   * for.
   *
   * @throws UnexpectedRepository when it isn't
   */
  public void look(String region) {
    repositories.look(region);
  }

  /** Why a region's repository is refused; empty when it isn't. */
  Optional<UnexpectedRepository> refusal(String region) {
    return Optional.ofNullable(repositories.refusal(region));
  }

  /** The id of a region's repository; empty if it has never had one. */
  Optional<UUID> idOf(String region) {
    return repositories.idOf(region);
  }

  /**
   * Goes on in a region whose repository is lost: in the one that is there instead, or in a new
   * one.
   *
   * @return the id of that; empty if the region's repository isn't lost
   * @throws dev.meridian.regions.UnknownRegion when there is no such region
   */
  public Optional<UUID> beginAnew(String region) {
    regions.get(region);
    return repositories.giveUp(region) ? Optional.of(repository(region).id()) : Optional.empty();
  }
}
