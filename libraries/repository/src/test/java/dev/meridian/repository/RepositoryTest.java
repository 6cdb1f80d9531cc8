package dev.meridian.repository;

import static dev.meridian.repository.SampleBackups.facts;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.sealing.UnsupportedFormat;
import dev.meridian.repository.sealing.WrongKey;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.StoredObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RepositoryTest {

  private final MemoryStore store = new MemoryStore();
  private final RepositoryKey key = RepositoryKey.generate();

  @Test
  void aRepositoryIsCreatedOnceAndOpenedWithItsKey() {
    Repository created = Repository.create(store, key);

    assertThat(Repository.open(store, RepositoryKey.fromBase64(key.toBase64() + "\n")).id())
        .isEqualTo(created.id());
    assertThat(Repository.openOrCreate(store, key).id()).isEqualTo(created.id());
    assertThatThrownBy(() -> Repository.create(store, key)).isInstanceOf(RepositoryExists.class);
  }

  @Test
  void whereThereIsNoneNoneIsOpened() {
    assertThatThrownBy(() -> Repository.open(store, key)).isInstanceOf(NoRepository.class);
    assertThat(Repository.openOrCreate(store, key).servers()).isEmpty();
  }

  @Test
  void anotherKeyIsRefusedAndNotRepeated() {
    Repository.create(store, key);
    RepositoryKey other = RepositoryKey.generate();

    assertThatThrownBy(() -> Repository.open(store, other))
        .isInstanceOfSatisfying(
            WrongKey.class, e -> assertThat(e.code()).isEqualTo("repository-key-wrong"))
        .hasMessageContaining("does not open")
        .hasMessageNotContaining(other.toBase64());
    assertThatThrownBy(() -> Repository.open(store, RepositoryKey.none()))
        .isInstanceOf(WrongKey.class)
        .hasMessageContaining("with its key");
    assertThat(key.toString()).doesNotContain(key.toBase64());
  }

  @Test
  void aBackupEndedNoEarlierThanATransactionWhoseEndItHolds() {
    ServerArchive archive = Repository.create(store, key).server(UUID.randomUUID());
    Lsn start = new Lsn(0x200_0028);
    Instant noon = SampleBackups.NOON;
    try (var writer = archive.walWriter()) {
      writer.append(1, start, new byte[1000], List.of(end(start.plus(200), noon.plusSeconds(2))));
    }

    assertThat(endOf(archive, start.plus(100), start.plus(300), noon))
        .isEqualTo(noon.plusSeconds(2));
    assertThat(endOf(archive, start.plus(300), start.plus(900), noon))
        .as("one that ended before the backup began")
        .isEqualTo(noon.plusSeconds(2));
    assertThat(endOf(archive, start.plus(100), start.plus(199), noon)).isEqualTo(noon);
    assertThat(endOf(archive, start.plus(100), start.plus(300), noon.plusSeconds(3)))
        .isEqualTo(noon.plusSeconds(3));
  }

  private static Instant endOf(ServerArchive archive, Lsn start, Lsn stop, Instant stoppedAt) {
    return SampleBackups.take(archive, Map.of(), facts(start, stop, stoppedAt)).facts().stoppedAt();
  }

  private static TransactionEnd end(Lsn position, Instant at) {
    return new TransactionEnd(TransactionEnd.Kind.COMMIT, 7, at, position.plus(-48), position);
  }

  @Test
  void aNewKeyOpensWhatWasMadeWithTheOldOneAndWrapsWhatComes() {
    ServerArchive before = Repository.create(store, key).server(UUID.randomUUID());
    SampleBackups.take(before, Map.of("a", new byte[] {1}), facts());
    RepositoryKey present = RepositoryKey.generate();
    RepositoryKey both = RepositoryKey.fromBase64(present.toBase64() + "," + key.toBase64());

    Repository later = Repository.open(store, both);
    assertThat(later.server(before.serverId()).verify()).isEmpty();
    ServerArchive added = later.server(UUID.randomUUID());
    SampleBackups.take(added, Map.of("a", new byte[] {1}), facts());

    assertThatThrownBy(() -> Repository.open(store, key).server(added.serverId()).verify())
        .isInstanceOf(WrongKey.class)
        .hasMessageContaining("wrapped by the key " + present.keyId());
    assertThatThrownBy(() -> Repository.open(store, present))
        .isInstanceOf(WrongKey.class)
        .hasMessageContaining("made with the key " + key.keyId());
  }

  @Test
  void aKeyForWhatIsNotEncryptedIsRefused() {
    Repository.create(store, RepositoryKey.none());

    assertThatThrownBy(() -> Repository.open(store, key))
        .isInstanceOf(WrongKey.class)
        .hasMessageContaining("without a key");
  }

  @Test
  void aMalformedKeyIsRefusedAndNotRepeated() {
    assertThatThrownBy(() -> RepositoryKey.fromBase64("c2VjcmV0"))
        .hasMessageContaining("32 bytes")
        .hasMessageNotContaining("c2VjcmV0");
    assertThatThrownBy(() -> RepositoryKey.fromBase64("$ecret")).hasMessageNotContaining("$ecret");
  }

  @Test
  void anUnknownVersionIsRefused() {
    String json = "{\"format\":\"meridian-repository\",\"version\":2,\"novel\":true}";
    store.putIfAbsent("repository.json", Content.of(json.getBytes(UTF_8)));

    assertThatThrownBy(() -> Repository.open(store, key))
        .isInstanceOf(UnsupportedFormat.class)
        .hasMessageContaining("version 2")
        .hasMessageContaining("version 1");
  }

  @Test
  void nothingOfAnEncryptedRepositoryIsReadableInTheStore() {
    ServerArchive server = Repository.create(store, key).server(UUID.randomUUID());
    byte[] secret = "a secret that does not compress away 0123456789".getBytes(UTF_8);
    SampleBackups.take(server, Map.of("file-name", secret), facts());
    try (var wal = server.walWriter()) {
      wal.append(1, new Lsn(0), secret, List.of());
    }

    for (StoredObject object : store.listAll("")) {
      String bytes = new String(store.readBytes(object.name(), 0, 1 << 20), UTF_8);
      assertThat(bytes)
          .doesNotContain("a secret")
          .doesNotContain("file-name")
          .doesNotContain("18.6");
    }
  }

  @Test
  void serversAreListedAndRemovedWithoutATrace() {
    Repository repository = Repository.create(store, key);
    ServerArchive one = repository.server(UUID.randomUUID());
    ServerArchive two = repository.server(UUID.randomUUID());
    SampleBackups.take(one, Map.of("a", new byte[10]), facts());
    SampleBackups.take(two, Map.of("a", new byte[10]), facts());
    try (var wal = one.walWriter()) {
      wal.append(1, new Lsn(0), new byte[10], List.of());
    }
    assertThat(repository.servers()).containsExactlyInAnyOrder(one.serverId(), two.serverId());

    one.remove();
    one.remove();

    assertThat(repository.servers()).containsExactly(two.serverId());
    assertThat(store.listAll("servers/" + one.serverId() + "/")).isEmpty();
    assertThat(two.verify()).extracting(Finding::code).isEmpty();
  }

  @Test
  void aServerWithoutAnythingHasNothing() {
    ServerArchive server = Repository.create(store, key).server(UUID.randomUUID());

    assertThat(server.exists()).isFalse();
    assertThat(server.backups()).isEmpty();
    assertThat(server.wal().coverage().ranges()).isEmpty();
    assertThat(server.verify()).isEmpty();
    assertThatThrownBy(() -> server.openBackup(UUID.randomUUID()))
        .isInstanceOf(MissingObject.class);
    assertThat(store.listAll("servers/")).isEmpty();
  }

  @Test
  void whatACrashedBackupLeftIsRemovedOnceItIsOldEnough() {
    Instant now = SampleBackups.NOON;
    Repository repository =
        Repository.create(store, key).withClock(Clock.fixed(now, ZoneOffset.UTC));
    UUID id = UUID.randomUUID();
    ServerArchive server = repository.server(id);
    BackupSummary complete = SampleBackups.take(server, Map.of("a", new byte[10]), facts());
    // The process dies here: the pack is there, the manifest is not.
    BackupSummary crashed = SampleBackups.take(server, Map.of("a", new byte[10]), facts());
    String folder = "servers/" + id + "/backups/" + crashed.id() + "/";
    store.delete(List.of(folder + "manifest"));

    assertThat(server.backups()).containsExactly(complete);
    ServerArchive later =
        repository.withClock(Clock.fixed(now.plusSeconds(3600), ZoneOffset.UTC)).server(id);
    assertThat(later.removeIncomplete(Duration.ofSeconds(3601))).isEmpty();
    assertThat(later.removeIncomplete(Duration.ofSeconds(3600))).containsExactly(crashed.id());
    assertThat(store.listAll(folder)).isEmpty();
    assertThat(later.backups()).containsExactly(complete);
    assertThat(crashed.id().version()).isEqualTo(7);
  }
}
