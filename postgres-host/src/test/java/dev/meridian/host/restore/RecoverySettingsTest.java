package dev.meridian.host.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.host.directory.ServerDirectory;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.WalSegment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoverySettingsTest {

  private static final String SEGMENT = "000000010000000000000005";
  private static final WalSegment FIRST = WalSegment.parse("000000010000000000000004", 16 << 20);

  @TempDir Path folder;

  @Test
  void aTargetIsTheLastRecordThatIsReplayed() {
    assertThat(RecoverySettings.target(FIRST, Lsn.parse("16/B374D848"), 3, directory()))
        .containsAllEntriesOf(
            Map.of(
                "recovery_target_timeline", "3",
                "recovery_target_lsn", "16/B374D848",
                "recovery_target_inclusive", "on",
                "recovery_target_action", "pause"));
  }

  @Test
  void nothingIsMadeDurableWhileItRecoversAndNoRestartPointIsMade() {
    assertThat(RecoverySettings.once(256L << 20, 64L << 30, 18))
        .containsEntry("fsync", "off")
        .containsEntry("checkpoint_timeout", "1d")
        .containsEntry("wal_recycle", "off")
        .containsEntry("summarize_wal", "off")
        .containsEntry("max_logical_replication_workers", "0")
        .containsEntry("shared_buffers", "384MB");
    assertThat(RecoverySettings.once(1L << 40, 1L << 30, 15))
        .containsEntry("shared_buffers", "256MB")
        .doesNotContainKey("summarize_wal");
    assertThat(RecoverySettings.once(1L << 40, 64L << 30, 15))
        .containsEntry("shared_buffers", "512MB");
  }

  @Test
  void pagesAreAskedForBeforehandOnlyWhereTheyAreNotInMemory() {
    assertThat(RecoverySettings.once(12L << 30, 24L << 30, 15))
        .containsEntry("recovery_prefetch", "off");
    assertThat(RecoverySettings.once(13L << 30, 24L << 30, 15))
        .containsEntry("recovery_prefetch", "on");
  }

  @Test
  void aFileThatIsStillToComeIsWaitedForAndThenNotFoundByTheCommand() throws Exception {
    Files.createDirectories(folder.resolve("it's 100% mine/arriving"));
    Files.createDirectories(folder.resolve("it's 100% mine/data/pg_wal"));
    Path ongoing = Files.createFile(directory().arriving().resolve(ArrivingWal.ONGOING));

    Process waiting = run(SEGMENT);

    assertThat(waiting.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(directory().arriving().resolve(ArrivingWal.ASKED)).hasContent(SEGMENT);
    Files.createFile(directory().data().resolve("pg_wal").resolve(SEGMENT));
    assertThat(waiting.waitFor()).isEqualTo(1);
    assertThat(run("00000002.history").waitFor()).isEqualTo(1);
    Process last = run("000000010000000000000006");
    Files.delete(ongoing);
    assertThat(last.waitFor()).isEqualTo(1);
  }

  @Test
  void thatReplayBeginsIsToldWhateverTheTimelineOfItsFirstSegment() throws Exception {
    Files.createDirectories(folder.resolve("it's 100% mine/arriving"));
    Files.createDirectories(folder.resolve("it's 100% mine/data"));
    Path replaying = directory().arriving().resolve(ArrivingWal.REPLAYING);

    run(SEGMENT).waitFor();
    assertThat(replaying).doesNotExist();
    run(FIRST.name().replaceFirst("00000001", "0000000A")).waitFor();
    assertThat(replaying).exists();
  }

  private ServerDirectory directory() {
    return new ServerDirectory(folder.resolve("it's 100% mine"), folder.resolve("socket"));
  }

  /** As PostgreSQL does: in the data directory, with per cent signs replaced. */
  private Process run(String file) throws IOException {
    String command =
        RecoverySettings.target(FIRST, Lsn.ZERO, 1, directory())
            .get("restore_command")
            .replace("%f", file)
            .replace("%%", "%");
    return new ProcessBuilder("sh", "-c", command).directory(directory().data().toFile()).start();
  }
}
