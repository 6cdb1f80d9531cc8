package dev.meridian.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.events.InventoryEvent.ServerPlaced;
import dev.meridian.events.Origin;
import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningFailed;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningProgressed;
import dev.meridian.events.RestoreEvent.RestoreCancelRequested;
import dev.meridian.events.RestorePlan;
import dev.meridian.host.session.Session;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.testsupport.FrozenProcess;
import dev.meridian.testsupport.HeldPhase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Restores that don't get on: what they wait for is away, or frozen. */
@Tag("faults")
class StuckRestoreIT extends OnOneHost {

  private static RestorePlan plan;

  /** A server with 3000 orders. */
  private static synchronized Origin.Restored restoring() throws SQLException, IOException {
    if (plan == null) {
      ServerProvisioned shop = host.create(18);
      host.admit(shop.serverId(), 1, "127.0.0.1", "127.0.0.1");
      HostArchive archive = new HostArchive(host, shop);
      try (Connection admin = host.admin(shop)) {
        Sql.run(admin, "create table orders as select generate_series(1, 1000) id");
        BackupSummary backup = archive.takeBackup();
        Sql.run(admin, "insert into orders select generate_series(1001, 3000)");
        Lsn to = Lsn.parse(Sql.text(admin, "select pg_current_wal_flush_lsn()"));
        Lsn archivedTo = archive.archiveLog(backup, to);
        TransactionEnd last = archive.lastCommitBefore(backup, to);
        plan = HostArchive.plan(shop, backup, last.start(), archivedTo, null, last.at());
      }
    }
    return new Origin.Restored(UUID.randomUUID(), plan);
  }

  @ParameterizedTest
  @ValueSource(strings = {"check", "fetch files", "place WAL"})
  void aRepositoryThatComesBackIsWaitedForAndTheRestoreGoesOn(String phase) throws Exception {
    ServerPlaced placed = host.restored(restoring(), 18);
    try (RepositoryAway away = RepositoryAway.at(phase, placed)) {
      away.awaitPatience();
    }

    ServerProvisioned restored = host.await(ServerProvisioned.class, placed.serverId());

    host.admit(restored.serverId(), 1, "127.0.0.1", "127.0.0.1");
    try (Connection admin = host.admin(restored)) {
      assertThat(Sql.text(admin, "select count(*) from orders")).isEqualTo("3000");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fetch files", "place WAL"})
  void aRepositoryThatStaysAwayEndsTheRestoreWithNothingLeftOfIt(String phase) throws Exception {
    ServerPlaced placed = host.restored(restoring(), 18);
    try (RepositoryAway _ = RepositoryAway.at(phase, placed)) {
      assertFailed(placed, "store-unavailable", "could not be reached for 10 s");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"check", "fetch files", "place WAL"})
  void whatWaitsForItsRepositoryCanBeCancelled(String phase) throws Exception {
    Origin.Restored origin = restoring();
    ServerPlaced placed = host.restored(origin, 18);
    try (RepositoryAway away = RepositoryAway.at(phase, placed)) {
      away.awaitPatience();
      cancel(origin, placed);
      assertCancelled(placed);
    }
  }

  /** The repository isn't where it should be, from when a restore comes to a phase. */
  private record RepositoryAway(String phase, ServerPlaced placed, Path place)
      implements AutoCloseable {

    static RepositoryAway at(String phase, ServerPlaced placed) throws Exception {
      Path away = host.repository().resolveSibling("away");
      try (HeldPhase held = host.holdAt(phase)) {
        host.publish(placed);
        host.awaitUntil(held::holds);
        Files.move(host.repository(), away);
      }
      return new RepositoryAway(phase, placed, away);
    }

    /** Returns when the restore says that it waits. */
    void awaitPatience() {
      host.awaitUntil(
          () ->
              host.heard(ServerProvisioningProgressed.class, placed.serverId()).stream()
                  .filter(progress -> progress.phase().equals(phase))
                  .anyMatch(progress -> "repository".equals(progress.waitingFor())));
    }

    @Override
    public void close() throws IOException {
      Files.move(place, host.repository());
    }
  }

  /** What it waits for never comes: a process that is to do it is frozen. */
  @ParameterizedTest
  @CsvSource({"promote, startup", "seal, checkpointer"})
  void aRestoreThatDoesNotGetOnIsCancelledAtOnce(String phase, String process) throws Exception {
    Origin.Restored origin = restoring();
    ServerPlaced placed = host.restored(origin, 18);
    try (HeldPhase held = host.holdAt(phase)) {
      host.publish(placed);
      host.awaitUntil(held::holds);
      FrozenProcess.of(host.instance(placed).directory().data(), process);
    }
    host.awaitUntil(() -> isBusy(placed));

    cancel(origin, placed);

    assertCancelled(placed);
  }

  /** Whether a session of the host's is in the phase's work. */
  private static boolean isBusy(ServerPlaced placed) {
    try (Session session = host.instance(placed).connect("postgres")) {
      return session.holds(
          "select exists (select from pg_stat_activity where pid <> pg_backend_pid()"
              + " and query ~ '^(checkpoint|select not pg_is_in_recovery)')");
    }
  }

  @Test
  void aHostThatComesBackRemovesWhatItHasOfARestoreThatWasCancelledMeanwhile() throws Exception {
    Origin.Restored origin = restoring();
    ServerPlaced placed = host.restored(origin, 18);
    HalfMade left;
    try (HeldPhase held = host.holdAt("promote")) {
      host.publish(placed);
      host.awaitUntil(held::holds);
      left = new HalfMade(host.instance(placed));
      host.stop();
    }
    ProcessHandle postmaster = left.run();
    cancel(origin, placed);

    host.startAgain();

    assertCancelled(placed);
    assertThat(left.isThere()).isFalse();
    // It removes its files before it ends.
    host.awaitUntil(() -> !postmaster.isAlive());
  }

  private static void cancel(Origin.Restored origin, ServerPlaced placed) {
    host.publish(
        new RestoreCancelRequested(
            origin.restoreId(), origin.plan().sourceServerId(), placed.serverId()));
  }

  private static void assertCancelled(ServerPlaced placed) {
    assertFailed(placed, "restore-cancelled", "was cancelled");
  }

  private static void assertFailed(ServerPlaced placed, String code, String reason) {
    var failed = host.await(ServerProvisioningFailed.class, placed.serverId());
    assertThat(failed.code()).as(failed.reason()).isEqualTo(code);
    assertThat(failed.reason()).contains(reason);
    host.assertNothingIsLeft(placed.serverId(), placed.port());
    assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
        .doesNotContain("place-wal");
    assertThat(host.heard(ServerProvisioned.class, placed.serverId())).isEmpty();
  }
}
