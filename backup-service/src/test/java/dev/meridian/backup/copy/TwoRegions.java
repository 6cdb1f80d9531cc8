package dev.meridian.backup.copy;

import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.ProtectionState;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoreUnavailable;
import dev.meridian.repository.store.StoredObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * North is paired with south, east with west, and nobody with the island. What happens before a
 * store does something is up to a test.
 */
final class TwoRegions implements PairedArchives {

  private static final Map<String, String> PAIRS = Map.of("north", "south", "east", "west");

  private final Map<String, MemoryStore> stores = new ConcurrentHashMap<>();
  private final Map<String, BeforeCall> before = new ConcurrentHashMap<>();
  private final Set<String> closed = ConcurrentHashMap.newKeySet();
  final Set<UUID> wanted = ConcurrentHashMap.newKeySet();
  final Map<UUID, Set<UUID>> copied = new ConcurrentHashMap<>();
  volatile Runnable beforeWithdrawal = () -> {};

  /** What is in a region, without anything in the way. */
  MemoryStore of(String region) {
    return stores.computeIfAbsent(region, name -> new MemoryStore());
  }

  /** From now on this happens before each call of a region's store. */
  void before(String region, BeforeCall happens) {
    before.put(region, happens);
  }

  /** Whether a region's repository can't be opened at all. */
  void close(String region, boolean yes) {
    if (yes) {
      closed.add(region);
    } else {
      closed.remove(region);
    }
  }

  List<String> names(String region, UUID server) {
    return of(region).listAll("servers/" + server + "/").stream().map(StoredObject::name).toList();
  }

  static ProtectedServer server(int number, String region) {
    return server(number, region, ProtectionState.ACTIVE);
  }

  static ProtectedServer server(int number, String region, ProtectionState state) {
    return new ProtectedServer(
        new UUID(1, number),
        "server" + number,
        region,
        "127.0.0.1",
        5432,
        "18.6",
        "7",
        1,
        state,
        Instant.parse("2026-11-22T12:00:00Z"),
        null);
  }

  @Override
  public Optional<String> pairedWith(ProtectedServer server) {
    return Optional.ofNullable(PAIRS.get(server.region()));
  }

  @Override
  public Store store(String region) {
    if (closed.contains(region)) {
      throw new StoreUnavailable("The repository of " + region + " can't be opened", null);
    }
    return BeforeCall.of(
        of(region),
        (verb, argument) -> before.getOrDefault(region, (v, a) -> {}).happens(verb, argument));
  }

  @Override
  public boolean isWanted(ProtectedServer server) {
    return wanted.contains(server.id());
  }

  @Override
  public void copied(ProtectedServer server, Set<UUID> backups, String paired) {
    copied.put(server.id(), backups);
  }

  @Override
  public void withdraw(ProtectedServer server, String paired) {
    beforeWithdrawal.run();
    of(paired).delete(names(paired, server.id()));
  }
}
