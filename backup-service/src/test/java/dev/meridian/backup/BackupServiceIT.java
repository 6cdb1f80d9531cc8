package dev.meridian.backup;

import static dev.meridian.backup.Deployment.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.events.BackupEvent.BackupCompleted;
import dev.meridian.events.BackupEvent.BackupFailed;
import dev.meridian.events.BackupEvent.BackupRequested;
import dev.meridian.events.BackupEvent.BackupStarted;
import dev.meridian.events.BackupEvent.Reason;
import dev.meridian.events.BackupEvent.RestoreWindowMoved;
import dev.meridian.events.Event;
import dev.meridian.events.EventEnvelope;
import dev.meridian.events.InventoryEvent.Durability;
import dev.meridian.events.InventoryEvent.DurabilityChanged;
import dev.meridian.events.InventoryEvent.ServerDropRequested;
import dev.meridian.events.PostgresHostEvent.ServerDropped;
import dev.meridian.events.PricingTier.Redundancy;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.ServerArchive;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Protects real servers, over mutual TLS only. */
class BackupServiceIT {

  @TempDir static Path home;

  private static Deployment meridian;

  @BeforeAll
  static void start() {
    meridian =
        new Deployment(home).start("--meridian.backup-service.verification.check-every=500ms");
  }

  @AfterAll
  static void stop() {
    meridian.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {18, 15})
  void aProvisionedServerIsProtectedByItself(int major) throws Exception {
    try (RunningServer server = RunningServer.start(meridian.fleet, major)) {
      var provisioned = server.provisioned(Redundancy.Local);
      var envelope = envelope(provisioned);
      meridian.send(envelope);
      meridian.send(envelope);

      BackupCompleted first = meridian.awaitSaid(BackupCompleted.class, server.id, 1).getFirst();
      assertThat(server.query("SELECT slot_name || ' ' || active FROM pg_replication_slots"))
          .isEqualTo("meridian_backup true");
      ServerArchive archive = meridian.archive("north", server.id);
      assertThat(archive.backup(first.backupId()))
          .get()
          .satisfies(
              backup -> {
                assertThat(backup.facts().start()).hasToString(first.startLsn());
                assertThat(backup.facts().stop()).hasToString(first.stopLsn());
                assertThat(backup.logicalBytes()).isGreaterThan(20_000_000);
              });
      assertThat(archive.wal().coverage().ranges().getFirst().start())
          .as("the log was kept and received from before the backup on")
          .isLessThanOrEqualTo(Lsn.parse(first.startLsn()));
      assertThat(archive.verify()).isEmpty();

      commitsAppearInTheWindow(server);
      Instant committed = server.lastCommit();
      await()
          .atMost(SOON)
          .until(
              () -> meridian.said(RestoreWindowMoved.class, server.id),
              windows -> !windows.isEmpty() && !windows.getLast().latest().isBefore(committed));
      assertThat(meridian.said(BackupCompleted.class, server.id)).hasSize(1);
      assertThat(meridian.said(BackupStarted.class, server.id)).hasSize(1);
    }
  }

  /** Each before the next is made: its time is the row's, or microseconds later. */
  private static void commitsAppearInTheWindow(RunningServer server) throws Exception {
    for (int row = 1; row <= 5; row++) {
      server.commit(row);
      Instant made = server.lastCommit();
      await()
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(50))
          .untilAsserted(
              () -> assertThat(window(server, "latest")).isBetween(made, made.plusMillis(500)));
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(window(server, "coveredUntil"))
                    .isBetween(Instant.now().minusSeconds(3), Instant.now()));
    assertThat(window(server, "earliest")).isBeforeOrEqualTo(window(server, "latest"));
  }

  private static Instant window(RunningServer server, String member) {
    return Instant.parse(
        meridian.json("/v1/servers/" + server.name + "/restore-window").path(member).asString());
  }

  @Test
  void aCommitThatReturnedFromASynchronousServerIsInTheRepository() throws Exception {
    try (RunningServer server = RunningServer.start(meridian.fleet, 18)) {
      meridian.publish(
          server.provisioned(Redundancy.Local),
          new DurabilityChanged(server.id, Durability.Synchronous));
      await()
          .atMost(SOON)
          .until(() -> server.query("SELECT count(*) FROM pg_stat_replication"), "1"::equals);
      server.postgres.configure(Map.of("synchronous_standby_names", "meridian_backup"));
      List<Integer> committed = new ArrayList<>();
      try (var connection = server.database().connect();
          var insert =
              connection.prepareStatement(
                  "INSERT INTO made VALUES (?, now()) RETURNING pg_current_xact_id()::text")) {
        for (int row = 1; row <= 100; row++) {
          insert.setLong(1, row);
          try (var result = insert.executeQuery()) {
            result.next();
            committed.add(Integer.parseInt(result.getString(1)));
          }
        }
      }
      server.postgres.kill();

      var log = meridian.archive("north", server.id).wal();
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> {
                var range = log.coverage().ranges().getFirst();
                assertThat(log.transactionEnds(log.history(1), range.start(), range.end()))
                    .extracting(TransactionEnd::xid)
                    .containsAll(committed);
              });
    }
  }

  /** It is held where it asks how far the last one came: by a lock in the service's database. */
  @Test
  void aVerificationThatTakesLongKeepsNeitherBackupsNorWindowsWaiting() throws Exception {
    try (RunningServer server = RunningServer.start(meridian.fleet, 18);
        var holder = meridian.database.connect();
        var lock = holder.createStatement()) {
      meridian.publish(server.provisioned(Redundancy.Local));
      meridian.awaitSaid(BackupCompleted.class, server.id, 1);
      holder.setAutoCommit(false);
      lock.execute("LOCK TABLE backup.verification IN ACCESS EXCLUSIVE MODE");
      await()
          .atMost(SOON)
          .until(
              () ->
                  meridian.database.query(
                      "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted"
                          + " AND relation = 'backup.verification'::regclass"),
              "t"::equals);

      meridian.publish(new BackupRequested(server.id, UUID.randomUUID()));
      meridian.awaitSaid(BackupCompleted.class, server.id, 2);
      server.commit(1);
      Instant made = server.lastCommit();
      await()
          .atMost(SOON)
          .until(
              () -> meridian.said(RestoreWindowMoved.class, server.id).getLast().latest(),
              latest -> !latest.isBefore(made));
      holder.rollback();
    }
  }

  @Test
  void whatIsAskedForTwiceIsTakenOnce() throws Exception {
    try (RunningServer server = RunningServer.start(meridian.fleet, 18)) {
      meridian.publish(server.provisioned(Redundancy.Local));
      meridian.awaitSaid(BackupCompleted.class, server.id, 1);
      UUID asked = UUID.randomUUID();
      meridian.publish(
          new BackupRequested(server.id, asked), new BackupRequested(server.id, asked));
      var response = meridian.post("/v1/servers/" + server.name + "/backups");
      assertThat(response.statusCode()).isEqualTo(202);
      await()
          .atMost(SOON)
          .until(
              () ->
                  meridian
                      .json(response.headers().firstValue("Location").orElseThrow())
                      .path("state")
                      .asString(),
              "Completed"::equals);
      await().atMost(SOON).until(() -> meridian.said(BackupCompleted.class, server.id).size() == 3);
      assertThat(meridian.said(BackupCompleted.class, server.id))
          .filteredOn(completed -> completed.backupId().equals(asked))
          .hasSize(1);
      assertThat(meridian.json("/v1/servers/" + server.id + "/backups").path("backups").size())
          .isEqualTo(3);
    }
  }

  @Test
  void aPostmasterThatComesBackIsFollowed() throws Exception {
    try (RunningServer server = RunningServer.start(meridian.fleet, 18)) {
      meridian.publish(server.provisioned(Redundancy.Local));
      meridian.awaitSaid(BackupCompleted.class, server.id, 1);
      server.commit(1);
      server.postgres.kill();
      server.postgres.restart();
      server.commit(2);
      Instant made = server.lastCommit();
      await()
          .atMost(Duration.ofSeconds(15))
          .untilAsserted(() -> assertThat(window(server, "latest")).isAfterOrEqualTo(made));
      server.archiveIsTheServersOwnLog(meridian.archive("north", server.id));
      assertThat(meridian.archive("north", server.id).verify()).isEmpty();
      assertThat(meridian.json("/v1/servers/" + server.name + "/restore-window").path("gaps"))
          .isEmpty();
    }
  }

  @Test
  void aPromotedServerIsFollowedToItsNewTimeline() throws Exception {
    try (RunningServer server = RunningServer.start(meridian.fleet, 18)) {
      meridian.publish(server.provisioned(Redundancy.Local));
      meridian.awaitSaid(BackupCompleted.class, server.id, 1);
      server.commit(1);
      server.promote();
      server.commit(2);
      Instant made = server.lastCommit();
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(window(server, "latest")).isAfterOrEqualTo(made));
      ServerArchive archive = meridian.archive("north", server.id);
      assertThat(archive.wal().coverage().timelines()).containsExactly(1, 2);
      assertThat(archive.wal().history(2).branches()).hasSize(1);
      assertThat(archive.verify()).isEmpty();
      assertThat(meridian.json("/v1/servers/" + server.name + "/restore-window").path("gaps"))
          .isEmpty();
      assertThat(meridian.said(BackupStarted.class, server.id)).hasSize(1);
    }
  }

  @Test
  void aDroppedServerStaysRestorable() throws Exception {
    RunningServer server = RunningServer.start(meridian.fleet, 18);
    try (server) {
      meridian.publish(server.provisioned(Redundancy.Local));
      meridian.awaitSaid(BackupCompleted.class, server.id, 1);
      meridian.publish(new ServerDropRequested(server.id, server.name));
      await()
          .atMost(SOON)
          .until(
              () -> meridian.post("/v1/servers/" + server.name + "/backups").statusCode() == 409);
      server.commit(1);
      Instant made = server.lastCommit();
      server.postgres.stop();
      meridian.publish(new ServerDropped(server.id));
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(meridian.get("/actuator/health").body())
                      .doesNotContain(server.id.toString()));
      server.archiveIsTheServersOwnLog(meridian.archive("north", server.id));
      assertThat(meridian.archive("north", server.id).verify()).isEmpty();
      assertThat(window(server, "latest")).isAfterOrEqualTo(made);
      UUID late = UUID.randomUUID();
      meridian.publish(new BackupRequested(server.id, late));
      assertThat(meridian.awaitSaid(BackupFailed.class, server.id, 1).getLast().code())
          .isEqualTo("server-dropped");
    }
  }

  @Test
  void aLostSlotLeavesAGapThatIsShownAndABackupAfterIt() throws Exception {
    try (RunningServer server = RunningServer.start(meridian.fleet, 18)) {
      meridian.publish(server.provisioned(Redundancy.Local));
      meridian.awaitSaid(BackupCompleted.class, server.id, 1);
      server.commit(1);
      Instant before = server.lastCommit();
      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(window(server, "latest")).isAfterOrEqualTo(before));
      server.loseSlot();
      server.commit(2);
      BackupCompleted second = meridian.awaitSaid(BackupCompleted.class, server.id, 2).getLast();
      assertThat(second.reason()).isEqualTo(Reason.First);
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> {
                var gaps = meridian.said(RestoreWindowMoved.class, server.id).getLast().gaps();
                assertThat(gaps).hasSize(1);
                assertThat(gaps.getFirst().from()).isAfterOrEqualTo(before);
                assertThat(gaps.getFirst().to()).isAfter(gaps.getFirst().from());
              });
      server.commit(3);
      Instant after = server.lastCommit();
      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(window(server, "latest")).isAfterOrEqualTo(after));
    }
  }

  @Test
  void aBackupThatIsThereAndWasNotRecordedIsRecordedNotTakenAgain() throws Exception {
    try (RunningServer server = RunningServer.start(meridian.fleet, 18)) {
      meridian.publish(server.provisioned(Redundancy.Local));
      UUID id = meridian.awaitSaid(BackupCompleted.class, server.id, 1).getFirst().backupId();
      meridian.database.execute(
          "UPDATE backup.backup SET state = 'RUNNING' WHERE id = '" + id + "'");
      assertThat(meridian.awaitSaid(BackupCompleted.class, server.id, 2).getLast().backupId())
          .isEqualTo(id);
      assertThat(meridian.said(BackupFailed.class, server.id)).isEmpty();
      assertThat(meridian.said(BackupStarted.class, server.id)).hasSize(1);
    }
  }

  @Test
  void whatAnotherInstanceTookIsSettledAndWhatItMayStillCompleteIsNotDeleted() throws Exception {
    try (RunningServer server = RunningServer.start(meridian.fleet, 18)) {
      meridian.publish(server.provisioned(Redundancy.Local));
      meridian.awaitSaid(BackupCompleted.class, server.id, 1);

      assertThat(settled(server, "NULL", 1)).doesNotExist();
      assertThat(settled(server, "now() - interval '31 s'", 2)).exists();
    }
  }

  /** An object of a backup that another instance was taking when it was last heard of. */
  private static Path settled(RunningServer server, String completingAt, int failures)
      throws Exception {
    UUID id = UUID.randomUUID();
    Path pack = home.resolve("north/servers/%s/backups/%s/pack-000000".formatted(server.id, id));
    Files.createDirectories(pack.getParent());
    Files.write(pack, new byte[] {1});
    meridian.database.execute(
        "INSERT INTO backup.backup (id, server_id, state, reason, requested_at, started_at,"
            + " taken_by, completing_at) VALUES ('%s', '%s', 'RUNNING', 'SCHEDULED', now(), now(),"
                .formatted(id, server.id)
            + " gen_random_uuid(), %s)".formatted(completingAt));
    BackupFailed failed = meridian.awaitSaid(BackupFailed.class, server.id, failures).getLast();
    assertThat(failed.backupId()).isEqualTo(id);
    assertThat(failed.code()).isEqualTo("interrupted");
    return pack;
  }

  /** The service's database says so by a trigger, in the moment when the backup begins. */
  @Test
  void aBackupThatAnotherInstanceHasTakenOverNeverBecomesVisible() throws Exception {
    try (RunningServer server = RunningServer.start(meridian.fleet, 18)) {
      meridian.publish(server.provisioned(Redundancy.Local));
      meridian.awaitSaid(BackupCompleted.class, server.id, 1);
      UUID asked = UUID.randomUUID();
      meridian.database.execute(
          "CREATE FUNCTION backup.take_over() RETURNS trigger LANGUAGE plpgsql AS"
              + " 'BEGIN NEW.taken_by := gen_random_uuid(); RETURN NEW; END'",
          "CREATE TRIGGER take_over BEFORE UPDATE ON backup.backup FOR EACH ROW WHEN"
              + " (NEW.id = '%s' AND OLD.state = 'WAITING' AND NEW.state = 'RUNNING')"
                  .formatted(asked)
              + " EXECUTE FUNCTION backup.take_over()");
      meridian.publish(new BackupRequested(server.id, asked));

      BackupFailed failed = meridian.awaitSaid(BackupFailed.class, server.id, 1).getFirst();
      assertThat(failed.backupId()).isEqualTo(asked);
      assertThat(failed.code()).isEqualTo("interrupted");
      assertThat(failed.reason()).contains("Another instance");
      ServerArchive archive = meridian.archive("north", server.id);
      assertThat(archive.backup(asked)).isEmpty();
      assertThat(archive.objects()).noneMatch(object -> object.name().contains(asked.toString()));
    }
  }

  @Test
  void aBackupThatCannotBeBuiltUponTheLastOneIsAFullOne() throws Exception {
    try (RunningServer server = RunningServer.start(meridian.fleet, 18)) {
      meridian.publish(server.provisioned(Redundancy.Local));
      UUID first = meridian.awaitSaid(BackupCompleted.class, server.id, 1).getFirst().backupId();
      UUID built = UUID.randomUUID();
      meridian.publish(new BackupRequested(server.id, built));
      meridian.awaitSaid(BackupCompleted.class, server.id, 2);
      ServerArchive archive = meridian.archive("north", server.id);
      assertThat(archive.backup(built).orElseThrow().base()).contains(first);
      Files.delete(
          home.resolve(
              "north/servers/%s/backups/%s/postgres-manifest".formatted(server.id, built)));

      UUID whole = UUID.randomUUID();
      meridian.publish(new BackupRequested(server.id, whole));
      meridian.awaitSaid(BackupCompleted.class, server.id, 3);
      assertThat(archive.backup(whole).orElseThrow().base()).isEmpty();
      assertThat(meridian.said(BackupFailed.class, server.id)).isEmpty();
    }
  }

  @Test
  void healthAndMetricsTellOfEveryServer() throws Exception {
    try (RunningServer server = RunningServer.start(meridian.fleet, 18)) {
      meridian.publish(server.provisioned(Redundancy.Local));
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> {
                var health =
                    meridian.json("/actuator/health").at("/components/wal/details/" + server.id);
                assertThat(health.path("state").asString()).isEqualTo("STREAMING");
                assertThat(health.path("lagBytes").isNumber()).isTrue();
                for (String metric : List.of("received", "lag", "flushed.age")) {
                  assertThat(meridian.get("/actuator/metrics/meridian.wal." + metric).body())
                      .contains(server.id.toString());
                }
              });
    }
  }

  @Test
  void badRequestsAreRefusedWithTheirCode() throws Exception {
    try (RunningServer server = RunningServer.start(meridian.fleet, 18)) {
      meridian.publish(server.provisioned(Redundancy.Local));
      await()
          .atMost(SOON)
          .until(() -> meridian.get("/v1/servers/" + server.name + "/backups").statusCode() == 200);
      refused(404, "server-not-found", "/v1/servers/nobody/backups");
      refused(404, "server-not-found", "/v1/servers/" + UUID.randomUUID() + "/restore-window");
      refused(400, "backup-id-invalid", "/v1/servers/" + server.name + "/backups/latest");
      refused(
          404, "backup-not-found", "/v1/servers/" + server.name + "/backups/" + UUID.randomUUID());
      var post = meridian.post("/v1/servers/nobody/backups");
      assertThat(post.statusCode()).isEqualTo(404);
    }
  }

  private static void refused(int status, String code, String path) {
    var response = meridian.get(path);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).contains("\"code\":\"" + code + "\"");
  }

  private static EventEnvelope envelope(Event event) {
    return new EventEnvelope(UUID.randomUUID(), URI.create("/test"), Instant.now(), null, event);
  }
}
