package dev.meridian.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.RestorePoint;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.FaultyStore;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.RepositoryException;
import dev.meridian.repository.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The store fails, or the process dies, at every call while all of a server is removed. */
class RemoveCrashTest {

  private static final UUID SERVER = UUID.fromString("0199aaaa-0000-7000-8000-000000000001");
  private static final UUID OTHER = UUID.fromString("0199aaaa-0000-7000-8000-000000000002");
  private static final RepositoryKey KEY = RepositoryKey.generate();

  @ParameterizedTest
  @EnumSource
  void whatIsVisibleIsWholeAndTheNextRemovalTakesTheRest(FaultyStore.Fault fault) {
    var filled = new MemoryStore();
    Repository repository = Repository.create(filled, KEY);
    fill(repository.server(SERVER));
    fill(repository.server(OTHER));
    List<StoredObject> others = repository.server(OTHER).objects();
    for (long call = 1; ; call++) {
      MemoryStore store = SampleBackups.copy(filled);
      var faulty = new FaultyStore(store);
      ServerArchive failing = Repository.open(faulty, KEY).server(SERVER);
      faulty.at(call, fault);
      boolean failed = fails(failing);

      ServerArchive left = Repository.open(store, KEY).server(SERVER);
      assertThat(left.verify()).as("after the %s at call %d", fault, call).isEmpty();
      assertThat(left.exists()).isEqualTo(!left.objects().isEmpty());
      if (!left.objects().isEmpty()) {
        assertThat(failed).as("what is left, and nobody was told").isTrue();
        assertThat(left.hasKey()).as("without it, nothing can be said of the rest").isTrue();
      }
      left.remove();
      assertThat(left.exists()).isFalse();
      assertThat(store.listAll("servers/" + SERVER + "/")).isEmpty();
      ServerArchive other = Repository.open(store, KEY).server(OTHER);
      assertThat(other.objects()).isEqualTo(others);
      if (faulty.calls() < call) {
        assertThat(other.verify()).isEmpty();
        return;
      }
    }
  }

  private static boolean fails(ServerArchive archive) {
    try {
      archive.remove();
      return false;
    } catch (RepositoryException e) {
      assertThat(e.retryable()).isTrue();
      return true;
    }
  }

  /** Something of each kind. */
  private static void fill(ServerArchive archive) {
    BackupSummary base = SampleBackups.takeUponNone(archive, SampleBackups.facts());
    SampleBackups.takeUpon(archive, base.id(), SampleBackups.facts());
    try (var writer = archive.walWriter()) {
      writer.putHistory(2, "1\t0/2000000\tpromoted\n".getBytes(StandardCharsets.UTF_8));
      writer.append(1, new Lsn(0x2000000), new byte[300], List.of());
      writer.append(2, new Lsn(0x2000000), new byte[3000], List.of());
      writer.putRestorePoint(
          2,
          new RestorePoint("before", SampleBackups.NOON, new Lsn(0x2000100), new Lsn(0x2000180)));
    }
    assertThat(archive.verify()).isEmpty();
    assertThat(kinds(archive))
        .containsExactlyInAnyOrder("key.json", "backups", "wal", "timelines", "restore-points");
  }

  private static Set<String> kinds(ServerArchive archive) {
    return archive.objects().stream()
        .map(object -> object.name().split("/")[2])
        .collect(Collectors.toSet());
  }
}
