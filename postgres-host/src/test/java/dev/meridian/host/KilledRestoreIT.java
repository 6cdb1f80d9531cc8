package dev.meridian.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.events.InventoryEvent.ServerPlaced;
import dev.meridian.events.Origin;
import dev.meridian.events.PostgresHostEvent.ProvisionedOrigin;
import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningFailed;
import dev.meridian.events.RestorePlan;
import dev.meridian.host.restore.RestoreServer;
import dev.meridian.host.session.Session;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.testsupport.HeldPhase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A host's process is killed while it restores, and another one comes. */
@Tag("faults")
class KilledRestoreIT extends OnOneHost {

  private static final String ORDERS =
      "select count(*) || ' ' || sum(id) || ' ' || md5(string_agg(note, '' order by id))"
          + " from public.orders";

  /** Phases that begin with a PostgreSQL that runs. */
  private static final List<String> WITH_PROCESS = List.of("promote", "seal");

  /** What is restored, and what the orders are then. */
  private record Story(RestorePlan plan, String orders) {}

  private static Story shared;

  private static synchronized Story droppedAtNoon() throws SQLException, IOException {
    if (shared == null) {
      ServerProvisioned shop = host.create(18);
      host.admit(shop.serverId(), 1, "127.0.0.1", "127.0.0.1");
      HostArchive archive = new HostArchive(host, shop);
      try (Connection admin = host.admin(shop)) {
        Sql.run(admin, "create table orders (id int primary key, note text)");
        insert(admin, 1, 2000);
        BackupSummary backup = archive.takeBackup();
        insert(admin, 2001, 5000);
        String orders = Sql.text(admin, ORDERS);
        Lsn before = Lsn.parse(Sql.text(admin, "select pg_current_wal_insert_lsn()"));
        Sql.run(admin, "drop table orders");
        Lsn end = Lsn.parse(Sql.text(admin, "select pg_current_wal_flush_lsn()"));
        Lsn archivedTo = archive.archiveLog(backup, end);
        TransactionEnd last = archive.lastCommitBefore(backup, before);
        shared =
            new Story(
                HostArchive.plan(shop, backup, last.start(), archivedTo, null, last.at()), orders);
      }
    }
    return shared;
  }

  private static void insert(Connection admin, int from, int to) throws SQLException {
    Sql.run(
        admin,
        "insert into orders select i, md5(i::text) from generate_series(%d, %d) i"
            .formatted(from, to));
  }

  static List<String> phases() {
    return host.bean(RestoreServer.class).phases();
  }

  @ParameterizedTest
  @MethodSource("phases")
  void theRestoreIsDoneAgainAtWhateverPhaseItWas(String phase) throws Exception {
    Story story = droppedAtNoon();
    var origin = new Origin.Restored(UUID.randomUUID(), story.plan());
    ServerPlaced placed = host.restored(origin, 18);
    Path data = host.servers().resolve(placed.serverId() + "/data");
    Optional<ProcessHandle> orphan;
    host.stop();
    Path output = host.repository().resolveSibling("host.txt");
    try (HeldPhase held = host.holdAt(phase);
        HostProcess process = HostProcess.start(host.arguments(), output)) {
      host.publish(placed);
      host.awaitUntil(held::holds);
      process.kill();
      orphan = postmaster(data);
    }
    Path mark = data.resolve("half-made");
    if (Files.exists(data)) {
      Files.createFile(mark);
    }
    if (WITH_PROCESS.contains(phase)) {
      assertThat(orphan).as("a PostgreSQL that goes on").isPresent();
    }
    assertThat(host.heard(ServerProvisioned.class, placed.serverId())).isEmpty();

    host.startAgain();

    ServerProvisioned restored = host.await(ServerProvisioned.class, placed.serverId());
    assertThat(mark).doesNotExist();
    host.awaitUntil(() -> orphan.filter(ProcessHandle::isAlive).isEmpty());
    assertThat(restored.timeline()).isEqualTo(2);
    assertThat(((ProvisionedOrigin.Restored) restored.origin()).restoreId())
        .isEqualTo(origin.restoreId());
    assertHolds(placed, story.orders());
    host.kill(restored);
    host.awaitUntil(() -> host.isReady(restored));
    assertHolds(placed, story.orders());
    assertThat(host.heard(ServerProvisioned.class, placed.serverId())).hasSize(1);
    assertThat(host.heard(ServerProvisioningFailed.class, placed.serverId())).isEmpty();
  }

  /** The process that runs on a data directory. */
  private static Optional<ProcessHandle> postmaster(Path data) throws IOException {
    Path file = data.resolve("postmaster.pid");
    return Files.exists(file)
        ? ProcessHandle.of(Long.parseLong(Files.readAllLines(file).getFirst()))
        : Optional.empty();
  }

  /** Nobody is let in over the network: its rule set is empty. */
  private static void assertHolds(ServerPlaced placed, String orders) {
    try (Session session = host.instance(placed).connect("app")) {
      assertThat(session.text(ORDERS)).isEqualTo(orders);
      assertThat(session.text("show fsync")).isEqualTo("on");
      assertThat(session.text("select pg_is_in_recovery()")).isEqualTo("f");
      assertThat(session.text("select count(*) from pg_replication_slots")).isEqualTo("0");
    }
  }
}
