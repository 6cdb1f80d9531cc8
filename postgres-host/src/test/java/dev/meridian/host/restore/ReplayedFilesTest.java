package dev.meridian.host.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.backup.BackupWriter;
import dev.meridian.repository.backup.FileHeader;
import dev.meridian.repository.backup.RestoreInSteps;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.DirectoryStore;
import dev.meridian.repository.work.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a stretch that has no segment, all is understood: it does nothing to any file. */
class ReplayedFilesTest {

  private static final int SEGMENT = 16 << 20;
  private static final Lsn FIRST = new Lsn(2L * SEGMENT);
  private static final Lsn SECOND = FIRST.plus(SEGMENT);
  private static final Lsn THIRD = SECOND.plus(SEGMENT);

  /** It has two parts, so that it is large. */
  private static final int LARGE = 40 << 20;

  @TempDir Path folder;
  private RestoreInSteps files;
  private Path staged;
  private ReplayedFiles replayed;
  private PlacedLog log;

  @BeforeEach
  void beginRestore() throws IOException {
    ServerArchive archive =
        Repository.create(
                DirectoryStore.open(folder.resolve("repository")), RepositoryKey.generate())
            .server(UUID.randomUUID());
    BackupSummary backup = backUp(archive);
    files =
        archive
            .openBackup(backup.id())
            .restoreInSteps(folder.resolve("restored"), Map.of(), ProgressListener.NONE);
    files.first();
    staged = Files.createDirectory(folder.resolve("staged"));
    replayed = new ReplayedFiles(files.files(), backup.facts().start(), THIRD);
    log = new PlacedLog(FIRST, SEGMENT, replayed, new PreparedTransactions());
  }

  private static BackupSummary backUp(ServerArchive archive) {
    try (BackupWriter writer = archive.newBackup()) {
      writer.beginFile(new FileHeader("base/5/16400", 0, LARGE, 0600, Instant.EPOCH));
      writer.write(new byte[LARGE], 0, LARGE);
      writer.endFile();
      return writer.complete(
          new BackupFacts(
              "test",
              "18.6",
              1,
              SEGMENT,
              1,
              FIRST.plus(40),
              FIRST.plus(400),
              Instant.EPOCH,
              Instant.EPOCH));
    }
  }

  private Thread allowing(Lsn from, Lsn end, boolean last) {
    return Thread.ofPlatform()
        .uncaughtExceptionHandler((_, givenUp) -> {})
        .start(() -> replayed.allow(log.read(staged, from, end), last));
  }

  private static void assertWaitsForNone(Thread allowing) throws InterruptedException {
    assertThat(allowing.join(Duration.ofSeconds(10))).isTrue();
  }

  private void assertWaitsForAllFiles(Thread allowing) throws InterruptedException {
    await().until(() -> allowing.getState() == Thread.State.WAITING);
    files.late();
    allowing.join();
  }

  @Test
  void logThatDoesNothingToFilesWaitsForNoneButTheLastOfIt() throws InterruptedException {
    assertWaitsForNone(allowing(FIRST, SECOND, false));
    assertWaitsForNone(allowing(SECOND, THIRD, false));
    assertThat(files.files().isComplete()).isFalse();

    assertWaitsForAllFiles(allowing(THIRD, THIRD.plus(SEGMENT), true));
  }

  @Test
  void logThatDoesNotFollowWhatWasUnderstoodWaitsForAllFiles() throws InterruptedException {
    assertWaitsForNone(allowing(FIRST, SECOND, false));

    assertWaitsForAllFiles(allowing(THIRD, THIRD.plus(SEGMENT), false));
  }

  @Test
  void logThatIsGivenAgainFromItsBeginningWaitsForAllFiles() throws InterruptedException {
    assertWaitsForNone(allowing(FIRST, SECOND, false));

    assertWaitsForAllFiles(allowing(FIRST, SECOND, false));
  }

  @Test
  void logThatIsGivenAgainAfterItsWaitWasGivenUpWaitsForAllFiles() throws InterruptedException {
    assertWaitsForNone(allowing(FIRST, SECOND, false));
    Thread givenUp = allowing(SECOND, THIRD, true);
    await().until(() -> givenUp.getState() == Thread.State.WAITING);
    givenUp.interrupt();
    givenUp.join();

    assertWaitsForAllFiles(allowing(SECOND, THIRD, false));
  }
}
