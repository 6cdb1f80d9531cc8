package dev.meridian.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.events.BackupEvent.BackupCompleted;
import dev.meridian.events.BackupEvent.Gap;
import dev.meridian.events.BackupEvent.Reason;
import dev.meridian.events.BackupEvent.RestoreWindowMoved;
import dev.meridian.events.PricingTier.Redundancy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that doesn't keep its log for as long as the service is away. */
@Tag("faults")
class SlotLossIT {

  @TempDir Path home;

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void aSlotThatTheServerGaveUpLeavesAGapThatIsToldAndABackupAfterIt(int major) throws Exception {
    var bounded = Map.of("max_slot_wal_keep_size", "16MB", "max_wal_size", "64MB");
    try (Deployment meridian = new Deployment(home);
        RunningServer server = RunningServer.start(meridian.fleet, major, bounded)) {
      meridian.start();
      meridian.publish(server.provisioned(Redundancy.Local));
      UUID first = meridian.awaitSaid(BackupCompleted.class, server.id, 1).getFirst().backupId();
      Instant before = commit(server, 1);
      meridian.awaitLatest(server, before);
      meridian.stop();

      Instant unseen = commit(server, 2);
      giveSlotUp(server);
      assertThat(server.query("SELECT wal_status FROM pg_replication_slots")).isEqualTo("lost");
      meridian.start();

      BackupCompleted second = meridian.awaitSaid(BackupCompleted.class, server.id, 2).getLast();
      assertThat(second.reason()).isEqualTo(Reason.First);
      Instant after = commit(server, 3);
      meridian.awaitLatest(server, after);
      RestoreWindowMoved window = meridian.said(RestoreWindowMoved.class, server.id).getLast();
      assertThat(window.earliest()).isBefore(before);
      assertThat(window.gaps()).hasSize(1);
      Gap gap = window.gaps().getFirst();
      assertThat(gap.from()).isAfterOrEqualTo(before).isBefore(unseen);
      assertThat(gap.to()).isAfter(unseen).isBefore(after);
      assertThat(
              server.query(
                  "SELECT wal_status IN ('reserved', 'extended') FROM pg_replication_slots"))
          .isEqualTo("t");

      var archive = meridian.archive("north", server.id);
      assertThat(archive.wal().coverage().ranges()).hasSize(2);
      assertThat(archive.verify()).extracting(finding -> finding.code()).containsExactly("wal-gap");
      meridian.post("/v1/servers/" + server.id + "/backups");
      UUID third = meridian.awaitSaid(BackupCompleted.class, server.id, 3).getLast().backupId();
      rowsAre(meridian, server, first, first, "");
      rowsAre(meridian, server, second.backupId(), third, "1,2,3");
    }
  }

  /** Writes log until the server lets go of what it kept for its slot. */
  private static void giveSlotUp(RunningServer server) throws Exception {
    for (int round = 0; !status(server).equals("lost"); round++) {
      assertThat(round).as("rounds of log, slot %s", status(server)).isLessThan(20);
      server
          .database()
          .execute(
              "CREATE TABLE filler_%d AS SELECT repeat('x', 900) FROM generate_series(1, 20000)"
                  .formatted(round),
              "SELECT pg_switch_wal()",
              "CHECKPOINT");
    }
  }

  private static String status(RunningServer server) throws Exception {
    return server.query("SELECT wal_status FROM pg_replication_slots");
  }

  private static Instant commit(RunningServer server, int row) throws Exception {
    server.commit(row);
    return server.lastCommit();
  }

  private static void rowsAre(
      Deployment meridian, RunningServer server, UUID backup, UUID upTo, String rows)
      throws Exception {
    try (var restored =
        RestoredServer.start(meridian.archive("north", server.id), backup, upTo, server)) {
      assertThat(
              restored
                  .database()
                  .query("SELECT coalesce(string_agg(id::text, ',' ORDER BY id), '') FROM made"))
          .isEqualTo(rows);
    }
  }
}
