package dev.meridian.backup.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.ProtectionState;
import dev.meridian.postgres.Lsn;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FoundArchivesTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final UUID SHOP = new UUID(1, 1);
  private static final UUID BOOKS = new UUID(1, 2);
  private static final UUID CELLAR = new UUID(1, 3);
  private static final String KEY = "servers/%s/key.json";

  private final RepositoryKey key = RepositoryKey.generate();
  private final MemoryStore inNorth = new MemoryStore();
  private final Repository north = Repository.create(inNorth, key);
  private final Repository south = Repository.create(new MemoryStore(), key);
  private final FoundArchives found = new FoundArchives();

  @Test
  void theRepositoryTellsOfAServerAllButItsNameAndWhereItRuns() {
    backUp(north.server(SHOP), "17.2", NOON);
    backUp(north.server(SHOP), "18.6", NOON.plus(Duration.ofDays(1)));

    assertThat(lookThroughAll())
        .containsExactly(
            new ProtectedServer(
                SHOP,
                SHOP.toString(),
                "north",
                "",
                0,
                "18.6",
                "18446744073709551615",
                1,
                ProtectionState.FOUND,
                NOON,
                null));
    assertThat(found.unread()).isEmpty();
  }

  @Test
  void theOriginalIsWhereTheLogGoesFurthestWhereverTheBackupsAre() {
    backUp(north.server(SHOP), "18.6", NOON);
    backUp(south.server(SHOP), "18.6", NOON);
    log(north.server(SHOP), 1, 2);
    log(south.server(SHOP), 1, 3);
    backUp(north.server(BOOKS), "18.6", NOON);
    backUp(south.server(BOOKS), "18.6", NOON);
    log(north.server(BOOKS), 2, 1);
    log(south.server(BOOKS), 1, 3);

    assertThat(lookThroughAll())
        .extracting(ProtectedServer::id, ProtectedServer::region)
        .containsExactly(tuple(SHOP, "south"), tuple(BOOKS, "north"));
  }

  @Test
  void aCopyThatIsUpToDateIsAsGoodAsItsOriginal() {
    backUp(south.server(SHOP), "18.6", NOON);
    backUp(north.server(SHOP), "18.6", NOON);

    assertThat(lookThroughAll()).extracting(ProtectedServer::region).containsExactly("north");
  }

  @Test
  void whereThereIsNoBackupThereIsNothingToRestore() {
    log(north.server(SHOP), 1, 2);
    assertThat(lookThroughAll()).isEmpty();
  }

  @Test
  void whatIsNotAskedForIsLeftOut() {
    backUp(north.server(SHOP), "18.6", NOON);
    backUp(north.server(BOOKS), "18.6", NOON);
    found.lookThrough("north", north, SHOP::equals);
    assertThat(found.servers(NOON)).extracting(ProtectedServer::id).containsExactly(SHOP);
  }

  @Test
  void anArchiveThatCannotBeReadIsNamedAndHidesNoOther() {
    backUp(north.server(SHOP), "18.6", NOON);
    backUp(north.server(BOOKS), "18.6", NOON);
    backUp(north.server(CELLAR), "18.6", NOON);
    inNorth.replace(KEY.formatted(SHOP), Content.of("no key".getBytes(StandardCharsets.UTF_8)));
    inNorth.replace(KEY.formatted(BOOKS), Content.of(keyOfAnotherRepository(BOOKS)));

    assertThat(lookThroughAll()).extracting(ProtectedServer::id).containsExactly(CELLAR);
    assertThat(found.unread())
        .extracting(Unread::region, Unread::serverId)
        .containsExactly(tuple("north", SHOP), tuple("north", BOOKS));
    assertThat(found.unread().getFirst().why()).contains("None of its backups");
    assertThat(found.unread().getLast().why()).contains("key");
  }

  private static byte[] keyOfAnotherRepository(UUID server) {
    var store = new MemoryStore();
    backUp(Repository.create(store, RepositoryKey.generate()).server(server), "18.6", NOON);
    return store.readBytes(KEY.formatted(server), 0, 1 << 16);
  }

  private List<ProtectedServer> lookThroughAll() {
    found.lookThrough("north", north, id -> true);
    found.lookThrough("south", south, id -> true);
    return found.servers(NOON);
  }

  private static void backUp(ServerArchive archive, String version, Instant at) {
    try (var backup = archive.newBackup()) {
      var start = new Lsn(1L << 24);
      backup.complete(new BackupFacts("", version, -1, 16 << 20, 1, start, start, at, at));
    }
  }

  /** So many bytes of it. */
  private static void log(ServerArchive archive, int timeline, int bytes) {
    try (var writer = archive.walWriter()) {
      writer.append(timeline, new Lsn(1L << 24), new byte[bytes], List.of());
    }
  }
}
