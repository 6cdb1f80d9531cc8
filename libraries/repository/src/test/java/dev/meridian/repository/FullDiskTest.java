package dev.meridian.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.DirectoryStore;
import dev.meridian.repository.store.StoreUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A repository on a real file system that is full, or can't be written. Only root can mount one.
 */
class FullDiskTest {

  private static final UUID SERVER = UUID.fromString("0199aaaa-0000-7000-8000-000000000001");
  private static final Lsn START = new Lsn(0x2000000);

  @TempDir Path folder;
  private Path disk;
  private final RepositoryKey key = RepositoryKey.generate();

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk.toString()));
  }

  @AfterEach
  void unmount() throws Exception {
    assertThat(run("mountpoint", "-q", disk.toString()) && !run("umount", disk.toString()))
        .isFalse();
  }

  private static boolean run(String... command) throws Exception {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private ServerArchive archive() {
    return Repository.openOrCreate(DirectoryStore.open(disk), key).server(SERVER);
  }

  @Test
  void aBackupThatFindsNoRoomLeavesNothingAndTheOthersStay() {
    BackupSummary first = take(2 << 20);

    assertThatThrownBy(() -> take(20 << 20))
        .isInstanceOf(StoreUnavailable.class)
        .hasRootCauseMessage("No space left on device");

    assertThat(archive().backups()).containsExactly(first);
    assertThat(archive().verify()).isEmpty();
    BackupSummary next = take(2 << 20);
    assertThat(archive().backups()).containsExactlyInAnyOrder(first, next);
    assertThat(archive().verify()).isEmpty();
  }

  @Test
  void theLogGoesOnWhereItStoppedOnceThereIsRoom() throws Exception {
    Path rest = disk.resolve("others");
    Files.write(rest, new byte[5 << 20]);
    Lsn acknowledged = START;
    try (var writer = archive().walWriter()) {
      for (int piece = 0; piece < 100; piece++) {
        acknowledged = writer.append(1, acknowledged, noise(100_000, piece), List.of());
      }
      throw new AssertionError("The disk was not full");
    } catch (StoreUnavailable e) {
      assertThat(e).hasRootCauseMessage("No space left on device");
    }
    assertThat(acknowledged).isGreaterThan(START.plus(1_000_000));
    assertThat(archive().verify()).isEmpty();
    try (var log = archive().wal().read(1, START, acknowledged)) {
      assertThat(log.readAllBytes()).hasSize((int) acknowledged.minus(START));
    }

    Files.delete(rest);
    try (var writer = archive().walWriter()) {
      assertThat(writer.end(1)).contains(acknowledged);
      writer.append(1, acknowledged, noise(100_000, 1000), List.of());
    }
    assertThat(archive().verify()).isEmpty();
    assertThat(archive().wal().coverage().ranges()).hasSize(1);
  }

  @Test
  void aStoreThatBecameReadOnlyIsReadAndRefusesTheRest() throws Exception {
    BackupSummary first = take(1 << 20);
    ServerArchive open = archive();
    assumeTrue(run("mount", "-o", "remount,ro", disk.toString()));

    assertThatThrownBy(
            () -> SampleBackups.take(open, Map.of("a", new byte[1]), SampleBackups.facts()))
        .isInstanceOf(StoreUnavailable.class)
        .hasStackTraceContaining("Read-only file system");
    try (var writer = open.walWriter()) {
      assertThatThrownBy(() -> writer.append(1, START, noise(1000, 1), List.of()))
          .isInstanceOf(StoreUnavailable.class);
    }
    assertThatThrownBy(() -> open.deleteBackup(first.id())).isInstanceOf(StoreUnavailable.class);

    ServerArchive reader = Repository.open(DirectoryStore.openToRead(disk), key).server(SERVER);
    assertThat(reader.backups()).containsExactly(first);
    assertThat(reader.verify()).isEmpty();
  }

  private BackupSummary take(int bytes) {
    return SampleBackups.take(archive(), Map.of("file", noise(bytes, 5)), SampleBackups.facts());
  }

  private static byte[] noise(int bytes, int seed) {
    byte[] noise = new byte[bytes];
    new Random(seed).nextBytes(noise);
    return noise;
  }
}
