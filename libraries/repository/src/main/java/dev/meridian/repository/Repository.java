package dev.meridian.repository;

import dev.meridian.repository.sealing.KeyWrapping;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.Patience;
import dev.meridian.repository.store.PatientStore;
import dev.meridian.repository.store.Store;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A backup repository: the backups and WAL archives of any number of servers, in one store.
 *
 * <p>Every failure that comes from the repository is a {@link
 * dev.meridian.repository.store.RepositoryException}: it has a stable code, says whether to try
 * again, and names the object if it is about one. Safe for use by many threads; many processes may
 * have the same repository open.
 */
public final class Repository {

  /** What is taken where nothing is said: on 2 cores, zstd's level 1 keeps up with a server. */
  public static final int DEFAULT_COMPRESSION_LEVEL = 1;

  private final Store store;
  private final KeyWrapping key;
  private final UUID id;
  private final Clock clock;
  private final int compressionLevel;

  private Repository(Store store, KeyWrapping key, UUID id, Clock clock, int compressionLevel) {
    this.store = store;
    this.key = key;
    this.id = id;
    this.clock = clock;
    this.compressionLevel = compressionLevel;
  }

  /**
   * Creates a repository in a store that has none.
   *
   * @param key its key from now on, or {@link RepositoryKey#none} to store everything unencrypted
   * @throws RepositoryExists when the store has one
   */
  public static Repository create(Store store, KeyWrapping key) {
    if (!RepositoryDescription.create(key).put(store)) {
      throw new RepositoryExists("There is a repository here already; open it");
    }
    return open(store, key);
  }

  /**
   * Opens the repository in a store.
   *
   * @param key the key it was created with
   * @throws NoRepository when the store has none
   * @throws dev.meridian.repository.sealing.WrongKey when it is another key
   * @throws dev.meridian.repository.sealing.UnsupportedFormat when its version is not understood
   */
  public static Repository open(Store store, KeyWrapping key) {
    RepositoryDescription description = RepositoryDescription.read(store);
    description.check(key);
    return new Repository(
        store, key, description.id(), Clock.systemUTC(), DEFAULT_COMPRESSION_LEVEL);
  }

  /**
   * As {@link #open}, for one who only reads, and waits while the store can't be reached or isn't
   * where it should be.
   */
  public static Repository openPatiently(Store store, KeyWrapping key, Patience patience) {
    return open(new PatientStore(store, RepositoryDescription.OBJECT, patience), key);
  }

  /** Whether there is a repository in a store. */
  public static boolean isIn(Store store) {
    return store.size(RepositoryDescription.OBJECT).isPresent();
  }

  /** The id of the repository in a store, whatever its key is; empty if there is none. */
  public static Optional<UUID> idIn(Store store) {
    try {
      return Optional.of(RepositoryDescription.read(store).id());
    } catch (NoRepository e) {
      return Optional.empty();
    }
  }

  /** Opens the repository in a store, or creates it if there is none. */
  public static Repository openOrCreate(Store store, KeyWrapping key) {
    if (!isIn(store)) {
      RepositoryDescription.create(key).put(store);
    }
    return open(store, key);
  }

  /** The same repository by another clock, which backup ids and ages are told by. */
  public Repository withClock(Clock other) {
    return new Repository(store, key, id, other, compressionLevel);
  }

  /**
   * The same repository with what is written from now on compressed at this zstd level, 1 to 19.
   */
  public Repository withCompressionLevel(int level) {
    if (level < 1 || level > 19) {
      throw new IllegalArgumentException("A zstd level is 1 to 19, not " + level);
    }
    return new Repository(store, key, id, clock, level);
  }

  /** The repository's id, given when it was created. */
  public UUID id() {
    return id;
  }

  /** What belongs to a server, which may be nothing yet. Costs nothing. */
  public ServerArchive server(UUID serverId) {
    return new ServerArchive(store, key, serverId, clock, compressionLevel);
  }

  /** The servers that there is something of, ascending. */
  public List<UUID> servers() {
    return store.list("servers/").folders().stream()
        .map(Repository::parse)
        .flatMap(Optional::stream)
        .filter(server -> server(server).exists())
        .toList();
  }

  private static Optional<UUID> parse(String folder) {
    try {
      return Optional.of(UUID.fromString(folder));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
