package dev.meridian.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.MemoryStore;
import dev.meridian.repository.store.MissingObject;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Clocks of the machines that write into a repository jump, or disagree. */
class ClockJumpTest {

  private static final UUID SERVER = UUID.fromString("0199aaaa-0000-7000-8000-000000000001");
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

  private static BackupSummary take(ServerArchive archive) {
    return SampleBackups.take(archive, Map.of("file", new byte[10]), SampleBackups.facts());
  }
}
