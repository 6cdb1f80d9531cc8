package dev.meridian.backup;

import static dev.meridian.backup.Deployment.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.events.BackupEvent.BackupCompleted;
import dev.meridian.events.BackupEvent.BackupFailed;
import dev.meridian.events.BackupEvent.BackupRequested;
import dev.meridian.events.BackupEvent.BackupStarted;
import dev.meridian.events.PricingTier.Redundancy;
import dev.meridian.postgres.Lsn;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupSummary;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the service in the middle of a backup and of the log, while the server writes: its only
 * instance, which is started again, and then one of two, which the other replaces.
 */
@Tag("faults")
class KilledServiceIT {

  private static final Duration REPLACED_WITHIN = Duration.ofSeconds(15);

  @TempDir Path home;

  @Test
  void nothingIsLostOrDoubledWhenTheServiceIsKilled() throws Exception {
    var writing = new AtomicBoolean(true);
    var rows = new AtomicLong();
    try (Deployment meridian = new Deployment(home);
        Deployment another = meridian.another("two");
        RunningServer server = RunningServer.start(meridian.fleet, 18)) {
      server
          .database()
          .execute(
              "CREATE TABLE ballast AS SELECT repeat(md5(n::text), 20) AS text"
                  + " FROM generate_series(1, 30000) n");
      meridian.startProcess();
      meridian.publish(server.provisioned(Redundancy.Local));
      Thread writer = Thread.ofVirtual().start(() -> write(server, writing, rows));

      meridian.awaitSaid(BackupStarted.class, server.id, 1);
      meridian.kill();
      meridian.startProcess();
      BackupCompleted first = meridian.awaitSaid(BackupCompleted.class, server.id, 1).getFirst();

      another.startProcess();
      Deployment owner = ownerOfTwo(meridian, another, server.id);
      Deployment survivor = owner == meridian ? another : meridian;
      UUID asked = UUID.randomUUID();
      meridian.publish(new BackupRequested(server.id, asked));
      await()
          .atMost(SOON)
          .until(
              () ->
                  meridian.said(BackupStarted.class, server.id).stream()
                      .anyMatch(started -> started.backupId().equals(asked)));
      owner.kill();
      await()
          .atMost(REPLACED_WITHIN)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> survivor.receives(server.id));
      meridian.awaitSaid(BackupCompleted.class, server.id, 2);
      writing.set(false);
      writer.join();

      String end = server.query("SELECT pg_current_wal_lsn()");
      ServerArchive archive = meridian.archive("north", server.id);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> !archive.wal().coverage().end(1).orElseThrow().isBefore(Lsn.parse(end)));
      server.archiveIsTheServersOwnLog(archive);
      everyCommitIsThereOnce(server, archive, first);
      everyBackupIsToldOnce(meridian, server, archive);
    }
  }

  /** The second instance gets shares of its own, maybe the server's. */
  private static Deployment ownerOfTwo(Deployment one, Deployment two, UUID serverId) {
    String shares = "/actuator/health";
    await()
        .atMost(SOON)
        .until(
            () ->
                one.json(shares).at("/components/ownership/details/shares").size() > 0
                    && two.json(shares).at("/components/ownership/details/shares").size() > 0
                    && one.receives(serverId) != two.receives(serverId));
    return one.receives(serverId) ? one : two;
  }

  private static void write(RunningServer server, AtomicBoolean writing, AtomicLong rows) {
    try (var connection = server.database().connect();
        var insert =
            connection.prepareStatement(
                "INSERT INTO made SELECT ?, clock_timestamp() FROM pg_sleep(0.003)")) {
      while (writing.get()) {
        insert.setLong(1, rows.get() + 1);
        insert.execute();
        rows.incrementAndGet();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The server writes one commit a row; all of them since the first backup are in the archive. */
  private static void everyCommitIsThereOnce(
      RunningServer server, ServerArchive archive, BackupCompleted first) throws Exception {
    var line = archive.wal().history(1);
    Lsn start = archive.wal().coverage().ranges().getFirst().start();
    Lsn end = archive.wal().coverage().end(1).orElseThrow();
    long commits =
        archive.wal().transactionEnds(line, start, end).stream()
            .filter(each -> each.kind().isCommit())
            .count();
    assertThat(Lsn.parse(first.startLsn())).isGreaterThanOrEqualTo(start);
    assertThat(commits)
        .isGreaterThanOrEqualTo(Long.parseLong(server.query("SELECT count(*) FROM made")));
    assertThat(archive.wal().transactionEnds(line, start, end)).doesNotHaveDuplicates();
  }

  private static void everyBackupIsToldOnce(
      Deployment meridian, RunningServer server, ServerArchive archive) {
    List<UUID> there = archive.backups().stream().map(BackupSummary::id).toList();
    assertThat(meridian.said(BackupCompleted.class, server.id))
        .extracting(BackupCompleted::backupId)
        .containsExactlyInAnyOrderElementsOf(there);
    assertThat(meridian.said(BackupFailed.class, server.id))
        .extracting(BackupFailed::backupId)
        .doesNotContainAnyElementsOf(there)
        .doesNotHaveDuplicates();
    assertThat(meridian.said(BackupStarted.class, server.id))
        .hasSize(there.size() + meridian.said(BackupFailed.class, server.id).size());
    assertThat(archive.removeIncomplete(Duration.ZERO)).as("nothing is left over").isEmpty();
  }
}
