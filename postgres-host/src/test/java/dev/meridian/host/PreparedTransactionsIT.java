package dev.meridian.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.events.Origin;
import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import dev.meridian.events.RestorePlan;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.backup.BackupSummary;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions that are prepared, and not ended, as of a target with much log after them. */
class PreparedTransactionsIT extends OnOneHost {

  /** More than lies ahead of replay at once, so that files of it are written over. */
  private static final int SEGMENTS = 24;

  private static final String PREPARED =
      "select string_agg(gid, ' ' order by gid) from pg_prepared_xacts";

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void theyAreThereAndCanStillEnd(int version) throws SQLException, IOException {
    ServerProvisioned source = host.create(version);
    host.admit(source.serverId(), 1, "127.0.0.1", "127.0.0.1");
    HostArchive archive = new HostArchive(host, source);
    BackupSummary backup;
    try (Connection admin = host.admin(source)) {
      Sql.run(admin, "create table orders (id int primary key)");
      backup = archive.takeBackup();
      prepare(admin, "open", 1);
      prepare(admin, "committed", 2);
      goOn(source, admin, 100);
    }
    // It ends its recovery with a checkpoint as at a shutdown.
    host.kill(source);
    host.awaitUntil(() -> host.isUp(source));
    Lsn archivedTo;
    try (Connection admin = host.admin(source)) {
      Sql.run(admin, "commit prepared 'committed'");
      goOn(source, admin, 200);
      archivedTo =
          archive.archiveLog(
              backup, Lsn.parse(Sql.text(admin, "select pg_current_wal_flush_lsn()")));
    }
    TransactionEnd last = archive.lastCommitBefore(backup, archivedTo);
    RestorePlan plan = HostArchive.plan(source, backup, last.start(), archivedTo, null, last.at());
    assertThat(plan.walBytes()).isGreaterThan(2L * (SEGMENTS - 1) << 24);
    var placed = host.restored(new Origin.Restored(UUID.randomUUID(), plan), version);

    host.publish(placed);
    ServerProvisioned restored = host.await(ServerProvisioned.class, placed.serverId());

    host.admit(restored.serverId(), 1, "127.0.0.1", "127.0.0.1");
    try (Connection admin = host.admin(restored)) {
      assertThat(Sql.text(admin, PREPARED)).isEqualTo("open");
      assertThat(Sql.text(admin, "select count(*) from orders"))
          .isEqualTo(Integer.toString(2 * SEGMENTS + 1));
      Sql.run(admin, "commit prepared 'open'");
      assertThat(Sql.text(admin, "select id from orders where id = 1")).isEqualTo("1");
    }
  }

  private static void prepare(Connection admin, String name, int id) throws SQLException {
    Sql.run(admin, "begin");
    Sql.run(admin, "insert into orders values (" + id + ")");
    Sql.run(admin, "prepare transaction '" + name + "'");
  }

  /** The log goes on for some files, and somebody commits in each. */
  private static void goOn(ServerProvisioned server, Connection admin, int from)
      throws SQLException {
    for (int id = from; id < from + SEGMENTS; id++) {
      host.asSuperuser(server, "select pg_switch_wal()");
      Sql.run(admin, "insert into orders values (" + id + ")");
    }
  }
}
