package dev.meridian.backup;

import static dev.meridian.backup.Deployment.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.events.BackupEvent.BackupCompleted;
import dev.meridian.events.BackupEvent.BackupStarted;
import dev.meridian.events.BackupEvent.Reason;
import dev.meridian.events.Event;
import dev.meridian.events.EventEnvelope;
import dev.meridian.events.InventoryEvent.BackupPolicyChanged;
import dev.meridian.events.PostgresHostEvent.RestoreDrillProgressed;
import dev.meridian.events.PricingTier.Redundancy;
import dev.meridian.events.RestoreEvent.RestoreProgressed;
import dev.meridian.postgres.Lsn;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real servers write log that a restore would have to replay: so much that it is too long for one
 * of them by what restores and drills have shown, and for none by what is assumed before.
 */
class DueByReplayIT {

  private static final long MB = 1 << 20;
  private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);

  /** What was replayed by the time that a restore did nothing else any more. */
  private static final long BEFORE = 8_000 * MB;

  /** For how long it has replayed then. */
  private static final int SECONDS = 20;

  /** Two seconds of replay at 64 MB a second, and half a minute at 4. */
  private static final long LOG = 128 * MB;

  @TempDir Path home;

  @Test
  void theNextIsDueBeforeARestoreWouldReplayForLongerThanTheObjectiveOfItsServer()
      throws Exception {
    try (Deployment meridian = new Deployment(home);
        RunningServer urgent = RunningServer.start(meridian.fleet, 18);
        RunningServer patient = RunningServer.start(meridian.fleet, 18)) {
      meridian.start("--meridian.backup-service.backups.least-apart=1s");
      meridian.publish(
          urgent.provisioned(Redundancy.Local, HALF_A_MINUTE),
          patient.provisioned(Redundancy.Local));
      BackupCompleted first = meridian.awaitSaid(BackupCompleted.class, urgent.id, 1).getFirst();
      meridian.awaitSaid(BackupCompleted.class, patient.id, 1);
      drilled(meridian, patient, 400 * MB);
      writeLog(urgent);
      writeLog(patient);
      await()
          .during(Duration.ofSeconds(6))
          .atMost(SOON)
          .until(() -> started(meridian, urgent) == 1 && started(meridian, patient) == 1);

      drilled(meridian, urgent, 4 * MB);
      BackupCompleted next = meridian.awaitSaid(BackupCompleted.class, urgent.id, 2).getLast();
      assertThat(next.reason()).isEqualTo(Reason.Scheduled);
      assertThat(Lsn.parse(next.startLsn()).minus(Lsn.parse(first.startLsn())))
          .isGreaterThanOrEqualTo(LOG);
      meridian.publish(new BackupPolicyChanged(patient.id, 7, Redundancy.Local, HALF_A_MINUTE));
      await()
          .during(Duration.ofSeconds(6))
          .atMost(SOON)
          .until(() -> started(meridian, urgent) == 2 && started(meridian, patient) == 1);

      restored(meridian, patient, 4 * MB);
      assertThat(meridian.awaitSaid(BackupCompleted.class, patient.id, 2).getLast().reason())
          .isEqualTo(Reason.Scheduled);
      assertThat(started(meridian, urgent)).isEqualTo(2);
    }
  }

  private static int started(Deployment meridian, RunningServer server) {
    return meridian.said(BackupStarted.class, server.id).size();
  }

  private static void writeLog(RunningServer server) throws SQLException {
    for (int part = 0; part < 16; part++) {
      server.query(
          "SELECT pg_logical_emit_message(false, '', repeat('x', %d))".formatted(LOG / 16));
    }
    server.commit(1);
  }

  /** A restore of the server has replayed so many bytes a second. */
  private static void restored(Deployment meridian, RunningServer server, long rate) {
    UUID restore = UUID.randomUUID();
    UUID copy = UUID.randomUUID();
    replayed(
        meridian,
        rate,
        (bytes, total) ->
            new RestoreProgressed(
                restore, server.id, copy, "recover", bytes, total, null, null, null));
  }

  /** A drill of it has. */
  private static void drilled(Deployment meridian, RunningServer server, long rate) {
    UUID drill = UUID.randomUUID();
    replayed(
        meridian,
        rate,
        (bytes, total) ->
            new RestoreDrillProgressed(server.id, drill, "recover", bytes, total, null));
  }

  private static void replayed(
      Deployment meridian, long rate, BiFunction<Long, Long, Event> progressed) {
    Instant begin = Instant.now().minusSeconds(SECONDS);
    long total = BEFORE + SECONDS * rate;
    send(meridian, progressed.apply(0L, 0L), begin);
    send(meridian, progressed.apply(BEFORE, total), begin);
    send(meridian, progressed.apply(total, total), begin.plusSeconds(SECONDS));
  }

  private static void send(Deployment meridian, Event event, Instant at) {
    meridian.send(new EventEnvelope(UUID.randomUUID(), URI.create("/test"), at, null, event));
  }
}
