package dev.meridian.repository;

import static dev.meridian.repository.SampleBackups.facts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.backup.FileHeader;
import dev.meridian.repository.backup.Rewriting;
import dev.meridian.repository.expiry.ExpiryPlan;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.FaultyStore;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.store.RepositoryException;
import dev.meridian.repository.store.Store;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The store fails, or the process dies, at every call there is. */
class BackupCrashTest {

  private static final UUID SERVER = UUID.fromString("0199aaaa-0000-7000-8000-000000000001");
  private static final RepositoryKey KEY = RepositoryKey.generate();
  private static final Duration RETENTION = Duration.ofDays(7);

  @ParameterizedTest
  @EnumSource
  void aBackupIsThereWholeOrNotAtAll(FaultyStore.Fault fault) {
    for (long call = 1; ; call++) {
      var store = new MemoryStore();
      Repository.create(store, KEY);
      var faulty = new FaultyStore(store);
      Repository repository = Repository.open(faulty, KEY);
      faulty.at(call, fault);
      Optional<BackupSummary> acknowledged = take(repository);

      ServerArchive reopened = Repository.open(store, KEY).server(SERVER);
      acknowledged.ifPresent(backup -> assertThat(reopened.backups()).containsExactly(backup));
      reopened
          .backups()
          .forEach(backup -> assertThat(reopened.openBackup(backup.id()).verify()).isEmpty());
      reopened.removeIncomplete(Duration.ofSeconds(-10));
      if (reopened.backups().isEmpty()) {
        assertThat(store.listAll("servers/" + SERVER + "/backups/")).isEmpty();
      }
      BackupSummary next = take(Repository.open(store, KEY)).orElseThrow();
      assertThat(reopened.backups()).contains(next);
      assertThat(reopened.verify()).isEmpty();
      if (faulty.calls() < call) {
        return;
      }
    }
  }

  private static Optional<BackupSummary> take(Repository repository) {
    byte[] large = new byte[3 << 20];
    try {
      return Optional.of(
          SampleBackups.take(
              repository.server(SERVER), Map.of("large", large, "small", new byte[] {1}), facts()));
    } catch (RepositoryException e) {
      assertThat(e.retryable()).isTrue();
      return Optional.empty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void expiryNeverTouchesWhatIsKeptAndIsFinishedByTheNextOne(FaultyStore.Fault fault) {
    var filled = new MemoryStore();
    fill(Repository.create(filled, KEY).server(SERVER));
    for (long call = 1; ; call++) {
      MemoryStore store = SampleBackups.copy(filled);
      ServerArchive server = Repository.open(store, KEY).server(SERVER);
      var faulty = new FaultyStore(store);
      ServerArchive failing = Repository.open(faulty, KEY).server(SERVER);
      ExpiryPlan plan = server.planExpiry(SampleBackups.NOON, RETENTION);
      assertThat(plan.expire()).hasSize(2);
      faulty.at(call, fault);
      try {
        failing.apply(plan, SampleBackups.NOON, RETENTION);
      } catch (RepositoryException e) {
        assertThat(e.retryable()).isTrue();
      }

      ServerArchive reopened = Repository.open(store, KEY).server(SERVER);
      assertThat(reopened.backups()).endsWith(plan.keep().toArray(BackupSummary[]::new));
      assertThat(reopened.verify()).isEmpty();
      reopened.apply(
          reopened.planExpiry(SampleBackups.NOON, RETENTION), SampleBackups.NOON, RETENTION);
      reopened.removeIncomplete(Duration.ofSeconds(-10));
      assertThat(reopened.backups()).isEqualTo(plan.keep());
      assertThat(reopened.wal().coverage().ranges().getFirst().start())
          .isEqualTo(plan.walNeededFrom().orElseThrow());
      assertThat(reopened.verify()).isEmpty();
      assertThat(backupFolders(store)).hasSize(plan.keep().size());
      if (faulty.calls() < call) {
        return;
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anIncrementalBackupIsThereWholeOrNotAtAll(FaultyStore.Fault fault) {
    var filled = new MemoryStore();
    BackupSummary full = take(Repository.create(filled, KEY)).orElseThrow();
    for (long call = 1; ; call++) {
      MemoryStore store = SampleBackups.copy(filled);
      var faulty = new FaultyStore(store);
      ServerArchive failing = Repository.open(faulty, KEY).server(SERVER);
      faulty.at(call, fault);
      Optional<BackupSummary> acknowledged = Optional.empty();
      try {
        acknowledged = Optional.of(SampleBackups.takeUpon(failing, full.id(), facts()));
      } catch (RepositoryException e) {
        assertThat(e.retryable()).isTrue();
      }

      ServerArchive reopened = Repository.open(store, KEY).server(SERVER);
      acknowledged.ifPresent(backup -> assertThat(reopened.backups()).contains(backup));
      assertThat(reopened.backups()).contains(full);
      assertThat(reopened.verify()).isEmpty();
      reopened.removeIncomplete(Duration.ofSeconds(-10));
      assertThat(reopened.verify()).isEmpty();
      assertThat(backupFolders(store)).hasSize(reopened.backups().size());
      if (faulty.calls() < call) {
        return;
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void packsThatAKeptBackupSharesOutliveTheirOwnAndGoWithTheLast(FaultyStore.Fault fault) {
    var filled = new MemoryStore();
    ServerArchive original = Repository.create(filled, KEY).server(SERVER);
    UUID full = SampleBackups.takeUponNone(original, facts()).id();
    UUID second = SampleBackups.takeUpon(original, full, facts()).id();
    BackupSummary third = SampleBackups.takeUpon(original, second, facts());
    for (long call = 1; ; call++) {
      MemoryStore store = SampleBackups.copy(filled);
      var faulty = new FaultyStore(store);
      ServerArchive failing = Repository.open(faulty, KEY).server(SERVER);
      faulty.at(call, fault);
      try {
        failing.deleteBackup(full);
        failing.deleteBackup(second);
      } catch (RepositoryException e) {
        assertThat(e.retryable()).isTrue();
      }

      ServerArchive reopened = Repository.open(store, KEY).server(SERVER);
      assertThat(reopened.backups()).contains(third);
      assertThat(reopened.verify()).isEmpty();
      reopened.deleteBackup(full);
      reopened.deleteBackup(second);
      assertThat(reopened.backups()).containsExactly(third);
      assertThat(reopened.verify()).isEmpty();
      assertThat(objects(store, full)).containsExactly("pack-000000");
      assertThat(objects(store, second)).isEmpty();
      reopened.deleteBackup(third.id());
      reopened.removeIncomplete(Duration.ofSeconds(-10));
      assertThat(store.listAll("servers/" + SERVER + "/backups/")).isEmpty();
      if (faulty.calls() < call) {
        return;
      }
    }
  }

  /** A third of the base's pack is used, which is rewritten therefore. */
  @ParameterizedTest
  @EnumSource
  void aBackupThatRewritesPacksIsThereWholeOrNotAtAll(FaultyStore.Fault fault) {
    var filled = new MemoryStore();
    ServerArchive original = Repository.create(filled, KEY).server(SERVER);
    byte[] content = random(3 << 20, 1);
    UUID full = SampleBackups.take(original, Map.of("same", content), facts()).id();
    byte[] changed = random(2 << 20, 2);
    System.arraycopy(changed, 0, content, 0, changed.length);
    boolean rewritten = false;
    for (long call = 1; ; call++) {
      MemoryStore store = SampleBackups.copy(filled);
      var faulty = new FaultyStore(store);
      ServerArchive failing = Repository.open(faulty, KEY).server(SERVER);
      faulty.at(call, fault);
      Optional<BackupSummary> acknowledged = rewrite(failing, full, changed, content.length);

      ServerArchive reopened = Repository.open(store, KEY).server(SERVER);
      assertThat(reopened.verify()).isEmpty();
      assertThat(reopened.backup(full)).isPresent();
      acknowledged.ifPresent(backup -> assertThat(reopened.backups()).contains(backup));
      reopened.deleteBackup(full);
      reopened.removeIncomplete(Duration.ofSeconds(-10));
      assertThat(reopened.verify()).isEmpty();
      if (acknowledged.isPresent()) {
        rewritten = true;
        assertThat(objects(store, full)).isEmpty();
        assertThat(reopened.openBackup(acknowledged.get().id()).read("same").orElseThrow())
            .isEqualTo(content);
      }
      if (faulty.calls() < call) {
        assertThat(rewritten).isTrue();
        return;
      }
    }
  }

  /** Its manifest is there, and nobody was told so; then something fails while it is given up. */
  @ParameterizedTest
  @EnumSource
  void aBackupThatRewritesPacksAndIsGivenUpThoughItIsThereNeverLacksAPack(FaultyStore.Fault fault) {
    var filled = new MemoryStore();
    ServerArchive original = Repository.create(filled, KEY).server(SERVER);
    UUID full = SampleBackups.take(original, Map.of("same", random(3 << 20, 1)), facts()).id();
    byte[] changed = random(2 << 20, 2);
    var counting = new FaultyStore(SampleBackups.copy(filled));
    ServerArchive counted = Repository.open(counting, KEY).server(SERVER);
    counting.at(Long.MAX_VALUE, fault);
    assertThat(rewrite(counted, full, changed, 3 << 20)).isPresent();
    long manifest = counting.calls();
    for (long call = 1; ; call++) {
      MemoryStore store = SampleBackups.copy(filled);
      var losing = new FaultyStore(store);
      var faulty = new FaultyStore(losing);
      ServerArchive failing = Repository.open(faulty, KEY).server(SERVER);
      losing.at(manifest, FaultyStore.Fault.LOSES_ANSWER);
      faulty.at(manifest + call, fault);

      assertThat(rewrite(failing, full, changed, 3 << 20)).isEmpty();

      ServerArchive reopened = Repository.open(store, KEY).server(SERVER);
      assertThat(reopened.verify()).isEmpty();
      assertThat(reopened.backup(full)).isPresent();
      reopened.removeIncomplete(Duration.ofSeconds(-10));
      assertThat(reopened.verify()).isEmpty();
      assertThat(backupFolders(store)).hasSize(reopened.backups().size());
      if (faulty.calls() < manifest + call) {
        assertThat(reopened.backups()).hasSize(1);
        return;
      }
    }
  }

  /** Whether a file is backed up of which the base has the rest. */
  private static Optional<BackupSummary> rewrite(
      ServerArchive archive, UUID base, byte[] changed, int length) {
    try (var building =
        archive.newBackup(SampleBackups.newId(), base).rewriting(new Rewriting(1, 1))) {
      building.beginFile(new FileHeader("same", 0, length, 0600, SampleBackups.NOON));
      building.write(changed, 0, changed.length);
      building.keep(changed.length, length - changed.length);
      building.endFile();
      building.writePostgresManifest(new byte[] {1}, 0, 1);
      return Optional.of(building.complete(facts()));
    } catch (RepositoryException e) {
      assertThat(e.retryable()).isTrue();
      return Optional.empty();
    }
  }

  private static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Test
  void packsStayWhileABackupIsBeingBuiltThatMayShareThem() {
    var store = new MemoryStore();
    ServerArchive archive = Repository.create(store, KEY).server(SERVER);
    UUID full = SampleBackups.takeUponNone(archive, facts()).id();
    try (var building = archive.newBackup(SampleBackups.newId(), full)) {
      archive.deleteBackup(full);
      archive.removeIncomplete(Duration.ofDays(1));
      assertThat(objects(store, full)).contains("pack-000000");
      building.beginFile(new FileHeader("same", 0, 3 << 20, 0600, SampleBackups.NOON));
      building.keep(0, 3 << 20);
      building.endFile();
      building.complete(facts());
    }
    archive.removeIncomplete(Duration.ofSeconds(-10));
    assertThat(archive.backups()).hasSize(1);
    assertThat(archive.verify()).isEmpty();
  }

  @Test
  void nothingIsBuiltUponABackupThatIsGone() {
    var store = new MemoryStore();
    ServerArchive archive = Repository.create(store, KEY).server(SERVER);
    UUID full = SampleBackups.takeUponNone(archive, facts()).id();
    archive.deleteBackup(full);

    assertThatThrownBy(() -> archive.newBackup(SampleBackups.newId(), full))
        .isInstanceOf(MissingObject.class);
    assertThat(store.listAll("servers/" + SERVER + "/backups/")).isEmpty();
  }

  private static List<String> objects(Store store, UUID backup) {
    String folder = "servers/" + SERVER + "/backups/" + backup + "/";
    return store.list(folder).objects().stream()
        .map(object -> object.name().substring(folder.length()))
        .toList();
  }

  /** A backup each three days, and the WAL of a segment between them. */
  private static void fill(ServerArchive server) {
    long segment = 16 << 20;
    try (var wal = server.walWriter()) {
      for (int number = 0; number < 5; number++) {
        var start = new Lsn((number + 1) * segment);
        wal.append(1, start, new byte[(int) segment], List.of());
        SampleBackups.take(
            server,
            Map.of("a", new byte[] {(byte) number}),
            facts(
                start.plus(40),
                start.plus(300),
                SampleBackups.NOON.minus(Duration.ofDays(3L * (4 - number) + 1))));
      }
    }
  }

  private static Set<String> backupFolders(Store store) {
    return new HashSet<>(store.list("servers/" + SERVER + "/backups/").folders());
  }
}
