package dev.meridian.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.backup.BackupWriter;
import dev.meridian.repository.backup.FileHeader;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.MissingObject;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Clocks of the machines that write into a repository jump, or disagree. */
class ClockJumpTest {

  private static final UUID SERVER = UUID.fromString("0199aaaa-0000-7000-8000-000000000001");
  private static final int PAGE = 8192;
  private static final Duration ABANDONED = Duration.ofHours(24);

  private final Repository repository =
      Repository.create(new MemoryStore(), RepositoryKey.generate());

  private ServerArchive at(Duration jump) {
    return repository
        .withClock(Clock.fixed(SampleBackups.NOON.plus(jump), ZoneOffset.UTC))
        .server(SERVER);
  }

  @Test
  void aBackupThatWasTakenForAbandonedIsNeverCompleteWithoutItsPacks() {
    ServerArchive archive = at(Duration.ZERO);
    try (var running = archive.newBackup()) {
      // More than a pack.
      SampleBackups.addFile(running, "large", new byte[70 << 20]);
      while (archiveIsEmpty()) {
        Thread.onSpinWait();
      }
      assertThat(at(Duration.ofDays(3)).removeIncomplete(ABANDONED)).containsExactly(running.id());

      assertThatThrownBy(() -> running.complete(SampleBackups.facts()))
          .isInstanceOf(MissingObject.class);
    }
    assertThat(archive.backups()).isEmpty();
    assertThat(archive.verify()).isEmpty();
    take(archive);
    assertThat(archive.verify()).isEmpty();
  }

  private boolean archiveIsEmpty() {
    return repository.server(SERVER).statistics().backupBytes() < 1000;
  }

  @Test
  void aClockThatGoesBackRemovesNothingAndBackupsGoOn() {
    BackupSummary before = take(at(Duration.ofDays(2)));
    try (var running = at(Duration.ofDays(2)).newBackup()) {
      SampleBackups.addFile(running, "file", new byte[10]);
      assertThat(at(Duration.ZERO).removeIncomplete(ABANDONED)).isEmpty();
      BackupSummary meanwhile = take(at(Duration.ZERO));
      BackupSummary completed = running.complete(SampleBackups.facts());

      assertThat(at(Duration.ZERO).backups())
          .containsExactlyInAnyOrder(before, meanwhile, completed);
    }
    assertThat(at(Duration.ZERO).verify()).isEmpty();
  }

  @Test
  void anIncrementalBackupThatWasTakenForAbandonedIsNeverCompleteAndItsBaseStaysWhole() {
    ServerArchive archive = at(Duration.ZERO);
    BackupSummary base = SampleBackups.takeUponNone(archive, SampleBackups.facts());
    try (var running = archive.newBackup(idAt(Duration.ZERO), base.id())) {
      keepBut(running, "same", 5);
      // More than a pack.
      SampleBackups.addFile(running, "large", random(70 << 20));
      while (repository.server(SERVER).statistics().backupBytes() < 10 << 20) {
        Thread.onSpinWait();
      }
      assertThat(at(Duration.ofDays(3)).removeIncomplete(ABANDONED)).contains(running.id());

      assertThatThrownBy(() -> running.complete(SampleBackups.facts()))
          .isInstanceOf(MissingObject.class);
    }
    assertThat(archive.backups()).containsExactly(base);
    assertThat(archive.verify()).isEmpty();
    BackupSummary next = SampleBackups.takeUpon(archive, base.id(), SampleBackups.facts());
    assertThat(pageOf(archive, next, 1)).isEqualTo(new byte[PAGE]);
    assertThat(archive.verify()).isEmpty();
  }

  @Test
  void anIncrementalBackupIsBuiltUponOneOfTheFutureAndOutlivesIt() {
    BackupSummary base = SampleBackups.takeUponNone(at(Duration.ofDays(2)), SampleBackups.facts());
    BackupSummary completed;
    try (var running = at(Duration.ZERO).newBackup(idAt(Duration.ZERO), base.id())) {
      keepBut(running, "same", 5);
      assertThat(at(Duration.ZERO).removeIncomplete(ABANDONED)).isEmpty();
      // The base's own clock takes what is running for abandoned only when it is old enough.
      assertThat(at(Duration.ofHours(23)).removeIncomplete(ABANDONED)).isEmpty();
      completed = running.complete(SampleBackups.facts());
    }
    ServerArchive archive = at(Duration.ZERO);
    archive.deleteBackup(base.id());
    archive.removeIncomplete(ABANDONED);
    at(Duration.ofDays(30)).removeIncomplete(ABANDONED);

    assertThat(archive.backups()).containsExactly(completed);
    assertThat(completed.base()).contains(base.id());
    assertThat(pageOf(archive, completed, 0)).isEqualTo(SampleBackups.page(5));
    assertThat(pageOf(archive, completed, 1)).isEqualTo(new byte[PAGE]);
    assertThat(archive.verify()).isEmpty();
  }

  /** The first page is another one, the rest is the base's. */
  private static void keepBut(BackupWriter running, String path, int seed) {
    running.beginFile(new FileHeader(path, 0, 3 << 20, 0600, SampleBackups.NOON));
    running.write(SampleBackups.page(seed), 0, PAGE);
    running.keep(PAGE, (3 << 20) - PAGE);
    running.endFile();
  }

  private static byte[] pageOf(ServerArchive archive, BackupSummary backup, int page) {
    byte[] file = archive.openBackup(backup.id()).read("same").orElseThrow();
    return Arrays.copyOfRange(file, page * PAGE, (page + 1) * PAGE);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static UUID idAt(Duration jump) {
    return new UUID(
        SampleBackups.NOON.plus(jump).toEpochMilli() << 16 | 0x7000,
        UUID.randomUUID().getLeastSignificantBits());
  }

  private static BackupSummary take(ServerArchive archive) {
    return SampleBackups.take(archive, Map.of("file", new byte[10]), SampleBackups.facts());
  }
}
