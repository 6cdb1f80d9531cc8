package dev.meridian.backup.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.backup.BackupWriter;
import dev.meridian.repository.backup.FileHeader;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.Store;
import dev.meridian.repository.store.StoredObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A backup that is copied a day and more after it began: to the copy's expiry it looks abandoned.
 */
class CopyTurnsTest {

  private static final UUID SERVER = UUID.fromString("0199aaaa-0000-7000-8000-000000000001");
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Instant BEGUN = NOON.minus(Duration.ofHours(30));
  private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
  private static final UUID BACKUP =
      new UUID(BEGUN.toEpochMilli() << 16 | 0x7000, 0x8000000000000001L);

  private final RepositoryKey key = RepositoryKey.generate();
  private final MemoryStore from = new MemoryStore();
  private final MemoryStore to = new MemoryStore();
  private final Lock turn = new CopyTurns().of(SERVER);
  private final Thread expiry = new Thread(this::expire, "expiry");
  private ServerArchive copied;

  @BeforeEach
  void backUp() {
    ServerArchive archive = Repository.create(from, key).withClock(CLOCK).server(SERVER);
    copied = Repository.create(to, key).withClock(CLOCK).server(SERVER);
    var start = new Lsn(0x3000000);
    try (var log = archive.walWriter()) {
      log.append(1, start, new byte[1000], List.of());
    }
    try (BackupWriter backup = archive.newBackup(BACKUP)) {
      backup.beginFile(new FileHeader("file", 0, 1, 0600, BEGUN));
      backup.write(new byte[] {1}, 0, 1);
      backup.endFile();
      backup.complete(
          new BackupFacts(
              "", "18.6", 7, 16 << 20, 1, start, start.plus(100), BEGUN, BEGUN.plusSeconds(1)));
    }
  }

  @AfterEach
  void end() throws Exception {
    expiry.join();
  }

  private void expire() {
    turn.lock();
    try {
      copied.removeIncomplete(Duration.ofHours(24));
    } finally {
      turn.unlock();
    }
  }

  @Test
  void nothingExpiresRightBeforeAManifestIsCopied() throws Exception {
    Store store =
        BeforeCall.of(
            to,
            (verb, argument) -> {
              if (verb.equals("putIfAbsent") && argument.toString().endsWith("/manifest")) {
                expiry.start();
                awaitIdle(expiry);
              }
            });

    assertThat(bringUpToDate(copyTo(store))).containsExactly(BACKUP);
    expiry.join();
    isWhole();
  }

  @Test
  void whatHasExpiredBeforeIsCopiedAgain() throws Exception {
    List<String> lost = new ArrayList<>();
    ArchiveCopy copy = copyTo(to);
    copy.bringLogUpToDate();
    var ids = new AtomicReference<Set<UUID>>();
    Thread copier = new Thread(() -> ids.set(copy.bringBackupsUpToDate()), "copier");
    turn.lock();
    try {
      copier.start();
      awaitIdle(copier);
      assertThat(packs()).isNotEmpty();
      lost.addAll(packs());
      copied.removeIncomplete(Duration.ofHours(24));
      assertThat(packs()).isEmpty();
    } finally {
      turn.unlock();
    }
    copier.join();

    assertThat(ids.get()).containsExactly(BACKUP);
    assertThat(packs()).isEqualTo(lost);
    isWhole();
  }

  @Test
  void whoeverIsInterruptedWhileItWaitsForItsTurnCopiesNoManifest() throws Exception {
    ArchiveCopy copy = copyTo(to);
    copy.bringLogUpToDate();
    var failure = new AtomicReference<RuntimeException>();
    Thread copier =
        new Thread(
            () -> {
              try {
                copy.bringBackupsUpToDate();
              } catch (RuntimeException e) {
                failure.set(e);
              }
            },
            "copier");
    turn.lock();
    try {
      copier.start();
      awaitIdle(copier);
      copier.interrupt();
      assertThat(copier.join(Duration.ofSeconds(20))).isTrue();
    } finally {
      turn.unlock();
    }
    assertThat(failure.get()).isInstanceOf(ArchiveCopy.CopyInterrupted.class);
    assertThat(copied.backups()).isEmpty();
    assertThat(bringUpToDate(copy)).containsExactly(BACKUP);
    isWhole();
  }

  private ArchiveCopy copyTo(Store store) {
    return new ArchiveCopy(() -> from, () -> store, SERVER, turn, CLOCK);
  }

  private static Set<UUID> bringUpToDate(ArchiveCopy copy) {
    copy.bringLogUpToDate();
    return copy.bringBackupsUpToDate();
  }

  /** It waits for its turn, or has had it. */
  private static void awaitIdle(Thread thread) {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                thread.getState() == Thread.State.WAITING
                    || thread.getState() == Thread.State.TERMINATED);
  }

  private List<String> packs() {
    return to.listAll("servers/").stream()
        .map(StoredObject::name)
        .filter(name -> name.contains("/pack-"))
        .toList();
  }

  private void isWhole() {
    assertThat(copied.backups()).extracting(BackupSummary::id).containsExactly(BACKUP);
    assertThat(copied.verify()).isEmpty();
  }
}
