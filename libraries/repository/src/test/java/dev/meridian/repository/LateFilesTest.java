package dev.meridian.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.meridian.repository.backup.LateFiles;
import dev.meridian.repository.backup.RestoreInSteps;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.DirectoryStore;
import dev.meridian.repository.store.MissingObject;
import dev.meridian.repository.work.ProgressListener;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LateFilesTest {

  private static final int PAGE = 8192;
  private static final int PAGES = 5000;
  private static final int TABLESPACE = 1663;
  private static final int DATABASE = 5;
  private static final int RELATION = 16400;

  /** The first page that lies wholly in the second part of the file. */
  private static final int IN_SECOND_PART = 4500;

  @TempDir Path folder;
  private ServerArchive archive;
  private byte[] content;

  @BeforeEach
  void makeArchive() {
    var store = DirectoryStore.open(folder.resolve("repository"));
    archive = Repository.create(store, RepositoryKey.generate()).server(UUID.randomUUID());
    content = new byte[PAGES * PAGE];
    new Random(1).nextBytes(content);
    // Hardly different, so that it is quickly backed up.
    for (int page = 1; page < PAGES; page++) {
      System.arraycopy(content, 0, content, page * PAGE + 8, PAGE - 8);
      content[page * PAGE] = 1;
    }
  }

  private RestoreInSteps begun(String... paths) throws Exception {
    UUID id;
    try (var backup = archive.newBackup()) {
      id = backup.id();
      SampleBackups.addFile(backup, "PG_VERSION", new byte[] {'1', '8'});
      for (String path : paths) {
        SampleBackups.addFile(backup, path, content);
      }
      backup.complete(SampleBackups.facts());
    }
    RestoreInSteps restore =
        archive
            .openBackup(id)
            .restoreInSteps(folder.resolve("restored"), Map.of(), ProgressListener.NONE);
    restore.first();
    return restore;
  }

  private Path file() {
    return folder.resolve("restored/base/5/16400");
  }

  private byte[] written() throws IOException {
    return Files.readAllBytes(file());
  }

  private static void note(LateFiles files, int page, boolean whole) {
    files.page(TABLESPACE, DATABASE, RELATION, page, whole);
  }

  /** As PostgreSQL replays a page's image. */
  private void replay(int page) {
    byte[] made = new byte[PAGE];
    Arrays.fill(made, (byte) 0xEE);
    try (var file = new RandomAccessFile(file().toFile(), "rw")) {
      file.seek((long) page * PAGE);
      file.write(made);
      Arrays.fill(content, page * PAGE, (page + 1) * PAGE, (byte) 0xEE);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aLargeFileIsThereInFullLengthBeforeItsContent() throws Exception {
    RestoreInSteps restore = begun("base/5/16400", "base/5/16400_fsm", "pg_xact/0000");

    assertThat(folder.resolve("restored/PG_VERSION")).hasContent("18");
    assertThat(folder.resolve("restored/base/5/16400_fsm")).hasBinaryContent(content);
    assertThat(folder.resolve("restored/pg_xact/0000")).hasBinaryContent(content);
    assertThat(written()).hasSize(content.length).containsOnly(0);
    assertThat(restore.files().isComplete()).isFalse();

    restore.late();

    assertThat(written()).isEqualTo(content);
    assertThat(restore.files().isComplete()).isTrue();
  }

  @Test
  void whatTheLogHasIsNotWrittenOver() throws Exception {
    RestoreInSteps restore = begun("base/5/16400");
    for (int page : new int[] {0, 7, 4095, 4096, PAGES - 1}) {
      note(restore.files(), page, true);
    }
    restore.files().settle();
    for (int page : new int[] {0, 7, 4095, 4096, PAGES - 1}) {
      replay(page);
    }

    restore.late();

    assertThat(written()).isEqualTo(content);
    restore.files().requireReplayed();
  }

  @Test
  void whatReplayNeedsIsAwaited() throws Exception {
    RestoreInSteps restore = begun("base/5/16400");
    note(restore.files(), IN_SECOND_PART, false);
    var seen = new CompletableFuture<byte[]>();
    Thread settling =
        Thread.ofPlatform()
            .start(
                () -> {
                  restore.files().settle();
                  seen.complete(page(IN_SECOND_PART));
                });
    await().until(() -> settling.getState() == Thread.State.WAITING);

    restore.late();

    assertThat(seen.get())
        .isEqualTo(Arrays.copyOfRange(content, IN_SECOND_PART * PAGE, (IN_SECOND_PART + 1) * PAGE));
  }

  private byte[] page(int page) {
    byte[] bytes = new byte[PAGE];
    try (var file = new RandomAccessFile(file().toFile(), "r")) {
      file.seek((long) page * PAGE);
      file.readFully(bytes);
      return bytes;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatReplayNeededOnceIsNotLeftToTheLogLater() throws Exception {
    RestoreInSteps restore = begun("base/5/16400");
    note(restore.files(), 3, false);
    note(restore.files(), 3, true);
    Thread settling = Thread.ofPlatform().start(() -> restore.files().settle());
    await().until(() -> settling.getState() == Thread.State.WAITING);

    restore.late();
    settling.join();

    assertThat(written()).isEqualTo(content);
    restore.files().requireReplayed();
  }

  @Test
  void filesThatReplayRemovesAreAwaitedWhole() throws Exception {
    RestoreInSteps restore = begun("base/5/16400", "base/5/16500");
    restore.files().relation(TABLESPACE, DATABASE, RELATION);
    var seen = new CompletableFuture<byte[]>();
    Thread settling =
        Thread.ofPlatform()
            .start(
                () -> {
                  restore.files().settle();
                  seen.completeAsync(this::everything, Runnable::run);
                });
    await().until(() -> settling.getState() == Thread.State.WAITING);

    restore.late();

    assertThat(seen.get()).isEqualTo(content);
  }

  private byte[] everything() {
    try {
      return written();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aPageThatTheLogDidNotWriteIsFound() throws Exception {
    RestoreInSteps restore = begun("base/5/16400");
    note(restore.files(), 3, true);
    note(restore.files(), 4, true);
    restore.files().settle();
    replay(3);
    restore.late();

    assertThatExceptionOfType(LateFiles.PageMissing.class)
        .isThrownBy(restore.files()::requireReplayed)
        .withMessageContaining("Page 4 of " + file());
  }

  @Test
  void whatKeepsTheFilesFromBeingWrittenIsThrownToWhoWaits() throws Exception {
    RestoreInSteps restore = begun("base/5/16400");
    try (var objects = Files.walk(folder.resolve("repository"))) {
      for (Path pack : objects.filter(LateFilesTest::isPack).toList()) {
        Files.delete(pack);
      }
    }

    assertThatExceptionOfType(MissingObject.class).isThrownBy(restore::late);
    assertThatExceptionOfType(MissingObject.class).isThrownBy(restore.files()::awaitAll);
    assertThatExceptionOfType(MissingObject.class).isThrownBy(restore.files()::requireAlive);
  }

  private static boolean isPack(Path object) {
    return String.valueOf(object.getFileName()).startsWith("pack-");
  }

  @Test
  void relationsThatAreCutOtherwiseAreWrittenFirst() throws Exception {
    RestoreInSteps restore = begun("base/5/16400", "base/5/16400.1");

    assertThat(restore.files().isComplete()).isTrue();
    assertThat(written()).isEqualTo(content);
  }

  /** Whatever comes first, the backup's page or the log's: the log's stays. */
  @Test
  void theLogsPagesStayHoweverTheThreadsRun() throws Exception {
    RestoreInSteps restore = begun("base/5/16400");
    Thread late = Thread.ofPlatform().start(restore::late);
    var random = new Random(2);
    Set<Integer> replayed = new HashSet<>();
    while (!restore.files().isComplete()) {
      int first = random.nextInt(PAGES - 20);
      for (int page = first; page < first + 20; page++) {
        note(restore.files(), page, true);
      }
      restore.files().settle();
      for (int page = first; page < first + 20; page++) {
        if (replayed.add(page)) {
          replay(page);
        }
      }
    }
    late.join();

    assertThat(replayed).isNotEmpty();
    assertThat(Arrays.mismatch(written(), content)).isEqualTo(-1);
  }
}
