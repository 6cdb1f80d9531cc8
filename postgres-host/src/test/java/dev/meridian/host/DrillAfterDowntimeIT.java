package dev.meridian.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.events.DrillEvent.RestoreDrillPlanned;
import dev.meridian.events.PostgresHostEvent.RestoreDrillBroken;
import dev.meridian.events.PostgresHostEvent.RestoreDrillPassed;
import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.backup.BackupSummary;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Drills to a second in which a server's last heartbeat was an hour old. */
@Tag("faults")
class DrillAfterDowntimeIT extends OnOneHost {

  private static final String AN_HOUR_AGO =
      "update meridian.heartbeat set at = at - interval '1 hour'";

  private static ServerProvisioned serverWithoutFurtherHeartbeat() {
    host.restart();
    ServerProvisioned server = host.create(18);
    host.admit(server.serverId(), 1, "127.0.0.1", "127.0.0.1");
    host.awaitUntil(
        () ->
            Integer.parseInt(
                    host.askSuperuser(
                        server, "select (to_regclass('meridian.heartbeat') is not null)::int"))
                > 0);
    host.awaitUntil(
        () ->
            Long.parseLong(
                    host.askSuperuser(
                        server, "select coalesce(max(beat), 0) from meridian.heartbeat"))
                > 0);
    host.restart("meridian.postgres-host.server-heartbeat=0s");
    return server;
  }

  private static RestoreDrillPlanned drill(
      ServerProvisioned server, HostArchive archive, BackupSummary backup)
      throws SQLException, IOException {
    try (Connection admin = host.admin(server)) {
      Sql.run(admin, "create table orders as select generate_series(1, 100) id");
      Lsn end = Lsn.parse(Sql.text(admin, "select pg_current_wal_flush_lsn()"));
      Lsn to = archive.archiveLog(backup, end);
      TransactionEnd last = archive.lastCommitBefore(backup, to);
      return new RestoreDrillPlanned(
          UUID.randomUUID(),
          server.serverId(),
          host.id(),
          18,
          HostArchive.plan(server, backup, last.start(), to, null, last.at()),
          5);
    }
  }

  @Test
  void whereNoHostCommittedAHeartbeatNoneIsMissing() throws Exception {
    ServerProvisioned server = serverWithoutFurtherHeartbeat();
    host.asSuperuser(server, AN_HOUR_AGO);
    HostArchive archive = new HostArchive(host, server);
    BackupSummary backup = archive.takeBackup();

    host.publish(drill(server, archive, backup));

    host.await(RestoreDrillPassed.class, server.serverId());
    assertThat(host.heard(RestoreDrillBroken.class, server.serverId())).isEmpty();
  }

  @Test
  void aCopyWithoutTheHeartbeatThatTheLogHasFailsTheDrill() throws Exception {
    ServerProvisioned server = serverWithoutFurtherHeartbeat();
    HostArchive archive = new HostArchive(host, server);
    BackupSummary backup = archive.takeBackup();
    host.asSuperuser(server, AN_HOUR_AGO);

    host.publish(drill(server, archive, backup));

    host.awaitUntil(
        () ->
            !host.heard(RestoreDrillBroken.class, server.serverId()).isEmpty()
                || !host.heard(RestoreDrillPassed.class, server.serverId()).isEmpty());
    assertThat(host.heard(RestoreDrillBroken.class, server.serverId()))
        .extracting(RestoreDrillBroken::code)
        .isEqualTo(List.of("heartbeat-missing"));
  }
}
