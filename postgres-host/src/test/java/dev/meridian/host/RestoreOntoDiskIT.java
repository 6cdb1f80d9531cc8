package dev.meridian.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.events.InventoryEvent.ServerDropRequested;
import dev.meridian.events.InventoryEvent.ServerPlaced;
import dev.meridian.events.Origin;
import dev.meridian.events.PostgresHostEvent.ServerDropped;
import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningFailed;
import dev.meridian.events.RestoreEvent.RestoreCancelRequested;
import dev.meridian.events.RestorePlan;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.testsupport.HeldPhase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Restores onto a file system of their own, which is full, or loses its power. */
@Tag("faults")
class RestoreOntoDiskIT {

  private static final String DIGEST =
      "select count(*) || ' ' || sum(id) || ' ' || md5(string_agg(note, '' order by id))"
          + " from public.orders";

  private static LoopDisk disk;
  private static HostUnderTest host;
  private static RestorePlan plan;
  private static String digest;

  @BeforeAll
  static void archiveAndDropServer() throws Exception {
    disk = LoopDisk.make();
    host = HostUnderTest.start(disk.folder());
    ServerProvisioned source = host.create(18);
    HostArchive archive = new HostArchive(host, source);
    host.asSuperuser(source, "create table public.orders (id int primary key, note text)");
    insert(source, 1, 1000);
    BackupSummary backup = archive.takeBackup();
    insert(source, 1001, 60_000);
    digest = host.askSuperuser(source, DIGEST);
    Lsn end = Lsn.parse(host.askSuperuser(source, "select pg_current_wal_flush_lsn()::text"));
    Lsn archivedTo = archive.archiveLog(backup, end);
    TransactionEnd last = archive.lastCommitBefore(backup, end);
    plan = HostArchive.plan(source, backup, last.start(), archivedTo, null, last.at());
    drop(source);
  }

  private static void insert(ServerProvisioned server, int from, int to) {
    host.asSuperuser(
        server,
        "insert into public.orders select i, md5(i::text) from generate_series(%d, %d) i"
            .formatted(from, to));
  }

  @AfterAll
  static void close() throws IOException {
    if (host != null) {
      host.close();
    }
    if (disk != null) {
      disk.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "fetch files,12,No space left on device",
    "recover,3,The disk is full",
    "promote,1,The disk is full"
  })
  void aRestoreThatFindsTheDiskFullLeavesNothingAndSaysSo(
      String phase, int megabytesLeft, String reason) throws Exception {
    ServerPlaced placed = placed();
    try (HeldPhase held = host.holdAt(phase)) {
      host.publish(placed);
      host.awaitUntil(held::holds);
      disk.fill(megabytesLeft << 20);
      held.release();
      assertFailed(placed, "disk-full", reason);
    } finally {
      disk.clear();
    }
  }

  @Test
  void whereThereIsNoRoomNothingIsBegun() throws Exception {
    disk.fill(12 << 20);
    try {
      ServerPlaced placed = placed();
      host.publish(placed);
      assertFailed(placed, "storage-insufficient", "are free");
    } finally {
      disk.clear();
    }
  }

  @Test
  void whatCannotBeRemovedOfAFailedRestoreIsRemovedOnceItCan() throws Exception {
    ServerPlaced placed = placed();
    UUID restoreId = ((Origin.Restored) placed.origin()).restoreId();
    Path stuck = host.servers().resolve(placed.serverId() + "/data/PG_VERSION");
    try (HeldPhase held = host.holdAt("promote")) {
      host.publish(placed);
      host.awaitUntil(held::holds);
      disk.pin(stuck, true);
      host.publish(new RestoreCancelRequested(restoreId, plan.sourceServerId(), placed.serverId()));
      host.awaitUntil(held::isCancelKnown);
    }
    host.await(ServerProvisioningFailed.class, placed.serverId());
    assertThat(stuck).exists();

    disk.pin(stuck, false);

    host.awaitUntil(() -> Files.notExists(host.servers().resolve(placed.serverId().toString())));
    host.assertNothingIsLeft(placed.serverId(), placed.port());
  }

  @Test
  void whatIsShownAsRestoredSurvivesTheLossOfPower() throws Exception {
    ServerPlaced placed = placed();
    host.publish(placed);
    ServerProvisioned restored = host.await(ServerProvisioned.class, placed.serverId());
    long postmaster = host.postmaster(restored);

    disk.losePower();
    host.stop();
    ProcessHandle.of(postmaster).ifPresent(ProcessHandle::destroyForcibly);
    disk.restart();
    host.startAgain();

    host.awaitUntil(() -> host.isReady(restored));
    assertThat(host.askSuperuser(restored, DIGEST)).isEqualTo(digest);
    drop(restored);
  }

  private static ServerPlaced placed() {
    return host.restored(new Origin.Restored(UUID.randomUUID(), plan), 18);
  }

  private static void drop(ServerProvisioned server) {
    host.publish(new ServerDropRequested(server.serverId(), "shop"));
    host.await(ServerDropped.class, server.serverId());
  }

  private static void assertFailed(ServerPlaced placed, String code, String reason) {
    var failed = host.await(ServerProvisioningFailed.class, placed.serverId());
    assertThat(failed.code()).as(failed.reason()).isEqualTo(code);
    assertThat(failed.reason()).contains(reason);
    host.assertNothingIsLeft(placed.serverId(), placed.port());
  }
}
