package dev.meridian.backup.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.backup.copy.CopyTurns;
import dev.meridian.backup.retention.ExpireArchive.Expired;
import dev.meridian.backup.settings.RetentionSettings;
import dev.meridian.postgres.Lsn;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.expiry.ExpiryPlan;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.Content;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExpireArchiveTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private static final Duration WEEK = Duration.ofDays(7);

  private static final UUID SERVER = UUID.randomUUID();

  private final MemoryStore store = new MemoryStore();
  private final MemoryStore paired = new MemoryStore();
  private final RepositoryKey key = RepositoryKey.generate();
  private final ServerArchive archive = Repository.create(store, key).server(SERVER);
  private final CopyTurns turns = new CopyTurns();
  private final ExpireArchive expire =
      new ExpireArchive(
          new RetentionSettings(
              Duration.ofMinutes(1),
              Duration.ofMinutes(1),
              Duration.ofDays(1),
              Duration.ofMinutes(15),
              Duration.ZERO,
              Duration.ofDays(1),
              Duration.ofDays(91)),
          turns);

  @BeforeEach
  void backUpEveryTwoDays() {
    for (int days = 30; days > 0; days -= 2) {
      Instant at = NOON.minus(Duration.ofDays(days));
      try (var backup = archive.newBackup()) {
        var start = new Lsn((32L - days) << 24);
        backup.complete(new BackupFacts("", "18.6", 7, 16 << 20, 1, start, start, at, at));
      }
    }
  }

  @Test
  void aCopyIsLeftForLaterWhileItIsNotItsTurnAndTheOriginalIsNot() throws Exception {
    Lock turn = turns.of(archive.serverId());
    turn.lock();
    try {
      Expired copied = elsewhere(() -> expire.copy(archive, archive, NOON, () -> WEEK));
      assertThat(copied).isEqualTo(new Expired(Set.of(), false));
      assertThat(archive.backups()).hasSize(15);
      elsewhere(() -> expire.original(archive, Set.of(), NOON, () -> Duration.ofDays(14)));
      assertThat(archive.backups()).hasSize(7);
    } finally {
      turn.unlock();
    }

    elsewhere(() -> expire.copy(archive, archive, NOON, () -> WEEK));

    assertThat(archive.backups()).hasSize(4);
    assertThat(turn.tryLock()).isTrue();
  }

  /** By another thread, as turns are between threads. */
  private static Expired elsewhere(Supplier<Expired> work) {
    return CompletableFuture.supplyAsync(work).orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Test
  void whatHasExpiredIsTold() {
    Set<UUID> before = archive.backupIds();

    Set<UUID> expired = expire.original(archive, Set.of(), NOON, () -> WEEK).backups();

    assertThat(expired).hasSize(11);
    assertThat(archive.backupIds()).hasSize(4).doesNotContainAnyElementsOf(expired);
    assertThat(before).containsAll(expired);
    assertThat(expire.original(archive, Set.of(), NOON, () -> WEEK).backups()).isEmpty();
  }

  /** It may come to need any pack of those that go. */
  @Test
  void whileABackupIsBuiltUponAnotherThereIsMoreToDelete() {
    UUID base = archive.backups().getLast().id();
    try (var building = archive.newBackup(UUID.randomUUID(), base)) {
      assertThat(building.isIncremental()).isTrue();
      assertThat(expire.original(archive, Set.of(), NOON, () -> WEEK).complete()).isFalse();
      assertThat(expire.copy(archive, archive, NOON, () -> WEEK).complete()).isFalse();
    }
    assertThat(expire.original(archive, Set.of(), NOON, () -> WEEK).complete()).isTrue();
    assertThat(expire.copy(archive, archive, NOON, () -> WEEK).complete()).isTrue();
  }

  /**
   * A region was away for days, and copying what has been made meanwhile takes hours: its packs are
   * there long before its manifest, and so are those that it shares with a backup that is gone.
   */
  @Test
  void whatIsBeingCopiedIsNotTakenForAbandonedHoweverLongAgoItBegan() {
    ServerArchive copied = Repository.create(paired, key).server(SERVER);
    copied.takeKeyFrom(archive);
    UUID begun = idOf(NOON.minus(Duration.ofHours(48)));
    UUID deleted = idOf(NOON.minus(Duration.ofDays(3)));
    take(archive, begun);
    paired.putIfAbsent(pack(begun), Content.of(new byte[10]));
    paired.putIfAbsent(pack(deleted), Content.of(new byte[10]));

    assertThat(expire.copy(copied, archive, NOON, () -> WEEK).complete()).isFalse();

    assertThat(copied.objects())
        .extracting(StoredObject::name)
        .contains(pack(deleted), pack(begun));
  }

  @Test
  void whatWasAbandonedGoesOnceTheCopyHasAllBackups() {
    UUID begun = idOf(NOON.minus(Duration.ofHours(48)));
    store.putIfAbsent(pack(begun), Content.of(new byte[10]));

    assertThat(expire.copy(archive, archive, NOON, () -> WEEK).complete()).isTrue();

    assertThat(archive.objects()).extracting(StoredObject::name).doesNotContain(pack(begun));
  }

  private static UUID idOf(Instant begun) {
    return new UUID(begun.toEpochMilli() << 16 | 0x7000, 0x8000000000000001L);
  }

  private static String pack(UUID backup) {
    return "servers/" + SERVER + "/backups/" + backup + "/pack-000000";
  }

  private static void take(ServerArchive archive, UUID id) {
    try (var backup = archive.newBackup(id)) {
      var start = new Lsn(32L << 24);
      backup.complete(new BackupFacts("", "18.6", 7, 16 << 20, 1, start, start, NOON, NOON));
    }
  }

  /** Which packs and which log it needs is told by nothing that is left. */
  @Test
  void nothingExpiresWhileABackupHasLostItsManifest() {
    UUID lost = archive.backups().getLast().id();
    store.delete(List.of(archive.manifestOf(lost)));
    List<StoredObject> before = archive.objects();

    assertThat(expire.original(archive, Set.of(lost), NOON, () -> WEEK).backups()).isEmpty();

    assertThat(archive.objects()).isEqualTo(before);
  }

  private ExpiryPlan plan(int... retentionDays) {
    Iterator<Duration> policy =
        Stream.concat(
                Arrays.stream(retentionDays).mapToObj(Duration::ofDays),
                Stream.generate(() -> Duration.ofDays(retentionDays[retentionDays.length - 1])))
            .iterator();
    return ExpireArchive.plan(archive, NOON, policy::next);
  }

  @Test
  void whatThePolicyDoesNotPromiseGoes() {
    assertThat(plan(7).expire()).hasSize(11);
    assertThat(plan(35).expire()).isEmpty();
  }

  /** In the middle of it: once, and once more. */
  @Test
  void aLongerRetentionThatArrivesMeanwhileCostsNothing() {
    assertThat(plan(7, 35)).isEqualTo(plan(35));
    assertThat(plan(7, 14, 35)).isEqualTo(plan(35));
    assertThat(plan(7, 35).keep()).hasSize(15);
  }

  @Test
  void aShorterOneIsForTheNextTime() {
    assertThat(plan(14, 7)).isEqualTo(plan(14));
    assertThat(plan(14).expire()).hasSizeLessThan(plan(7).expire().size());
  }
}
