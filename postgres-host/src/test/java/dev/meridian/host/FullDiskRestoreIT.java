package dev.meridian.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.meridian.events.InventoryEvent.ServerDropRequested;
import dev.meridian.events.InventoryEvent.ServerPlaced;
import dev.meridian.events.Origin;
import dev.meridian.events.PostgresHostEvent.ServerDropped;
import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningFailed;
import dev.meridian.events.RestorePlan;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.BackupEnd;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Restores onto a real file system that is full. Only root can mount one. */
class FullDiskRestoreIT {

  private static final int LEFT = 12 << 20;

  @Test
  void aRestoreThatFindsNoRoomLeavesNothingAndIsDoneOnceThereIsSome() throws Exception {
    Path disk = Files.createTempDirectory("full-");
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=800m", "tmpfs", disk.toString()));
    try {
      Files.setPosixFilePermissions(disk, PosixFilePermissions.fromString("rwxr-xr-x"));
      try (HostUnderTest host = HostUnderTest.start(disk)) {
        restoreOnto(disk, host);
      }
    } finally {
      assertThat(run("umount", disk.toString())).isTrue();
      Files.delete(disk);
    }
  }

  private static void restoreOnto(Path disk, HostUnderTest host) throws Exception {
    RestorePlan plan = planOfDroppedServer(host);
    Path rest = disk.resolve("others");
    ServerPlaced first = host.restored(new Origin.Restored(UUID.randomUUID(), plan), 18);
    try (HeldPhase held = host.holdAt("fetch files")) {
      host.publish(first);
      host.awaitUntil(held::holds);
      fill(rest, disk.toFile().getUsableSpace() - LEFT);
      held.release();
      assertFailed(host, first, "disk-full", "No space left on device");
    }
    ServerPlaced second = host.restored(new Origin.Restored(UUID.randomUUID(), plan), 18);
    host.publish(second);
    assertFailed(host, second, "storage-insufficient", "are free");

    Files.delete(rest);
    ServerPlaced third = host.restored(new Origin.Restored(UUID.randomUUID(), plan), 18);
    host.publish(third);
    ServerProvisioned restored = host.await(ServerProvisioned.class, third.serverId());
    assertThat(host.askSuperuser(restored, "select pg_is_in_recovery()::text")).isEqualTo("false");
  }

  /** To the end of its backup. */
  private static RestorePlan planOfDroppedServer(HostUnderTest host) throws IOException {
    ServerProvisioned source = host.create(18);
    HostArchive archive = new HostArchive(host, source);
    BackupSummary backup = archive.takeBackup();
    BackupFacts facts = backup.facts();
    Lsn archivedTo = archive.archiveLog(backup, facts.stop());
    host.publish(new ServerDropRequested(source.serverId(), "shop"));
    host.await(ServerDropped.class, source.serverId());
    Lsn end = BackupEnd.startOf(facts.stop(), facts.segmentSize());
    return HostArchive.plan(source, backup, end, archivedTo, null, null);
  }

  private static void assertFailed(
      HostUnderTest host, ServerPlaced placed, String code, String reason) {
    var failed = host.await(ServerProvisioningFailed.class, placed.serverId());
    assertThat(failed.code()).as(failed.reason()).isEqualTo(code);
    assertThat(failed.reason()).contains(reason);
    assertThat(host.servers().resolve(placed.serverId().toString())).doesNotExist();
    assertThat(host.servers().resolve("run/" + placed.port())).doesNotExist();
  }

  private static void fill(Path file, long bytes) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] piece = new byte[1 << 20];
      for (long written = 0; written + piece.length <= bytes; written += piece.length) {
        out.write(piece);
      }
    }
  }

  private static boolean run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
  }
}
