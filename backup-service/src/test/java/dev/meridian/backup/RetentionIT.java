package dev.meridian.backup;

import static dev.meridian.backup.Deployment.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.events.BackupEvent.BackupCompleted;
import dev.meridian.events.BackupEvent.BackupExpired;
import dev.meridian.events.BackupEvent.Reason;
import dev.meridian.events.BackupEvent.RestoreWindowMoved;
import dev.meridian.events.InventoryEvent.BackupPolicyChanged;
import dev.meridian.events.PostgresHostEvent.ServerDropped;
import dev.meridian.events.PricingTier.Redundancy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lets days go by. */
class RetentionIT {

  @TempDir Path home;

  private final AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);

  @Test
  void whatNoPromisedInstantNeedsGoesAndNothingElse() throws Exception {
    InstantSource source = () -> Instant.now().plus(later.get());
    try (Deployment meridian = new Deployment(home);
        RunningServer server = RunningServer.start(meridian.fleet, 18)) {
      meridian.start(
          source.withZone(ZoneOffset.UTC),
          "--meridian.backup-service.retention.first-check-after=1s",
          "--meridian.backup-service.retention.retry-every=1s");
      meridian.publish(server.provisioned(Redundancy.Geo));
      BackupCompleted first = meridian.awaitSaid(BackupCompleted.class, server.id, 1).getFirst();

      later.set(Duration.ofDays(1));
      BackupCompleted second = meridian.awaitSaid(BackupCompleted.class, server.id, 2).getLast();
      assertThat(second.reason()).isEqualTo(Reason.Scheduled);
      meridian.publish(new BackupPolicyChanged(server.id, 8, Redundancy.Geo));
      assertThat(meridian.archive("north", server.id).backups()).hasSizeGreaterThanOrEqualTo(2);

      later.set(Duration.ofDays(10));
      meridian.publish(new BackupPolicyChanged(server.id, 7, Redundancy.Geo));
      List<BackupExpired> expired = meridian.awaitSaid(BackupExpired.class, server.id, 1);
      assertThat(expired).extracting(BackupExpired::backupId).contains(first.backupId());
      assertThat(meridian.archive("north", server.id).backup(first.backupId())).isEmpty();
      assertThat(meridian.archive("north", server.id).backups()).isNotEmpty();
      assertThat(
              meridian
                  .json("/v1/servers/" + server.id + "/backups/" + first.backupId())
                  .path("state")
                  .asString())
          .isEqualTo("Expired");

      await()
          .atMost(SOON)
          .untilAsserted(
              () -> {
                assertThat(meridian.archive("south", server.id).backups()).isNotEmpty();
                assertThat(meridian.archive("south", server.id).backup(first.backupId())).isEmpty();
              });

      meridian.publish(new ServerDropped(server.id));
      await()
          .atMost(SOON)
          .until(() -> meridian.post("/v1/servers/" + server.id + "/backups").statusCode() == 409);
      // One that was due after so many days; it would have ended with its server.
      await().atMost(SOON).until(() -> !isBackedUp(meridian, server));
      later.set(Duration.ofDays(20));
      meridian.publish(new BackupPolicyChanged(server.id, 7, Redundancy.Geo));
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> {
                assertThat(meridian.archive("north", server.id).exists()).isFalse();
                assertThat(meridian.archive("south", server.id).exists()).isFalse();
              });
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(
                          meridian.said(RestoreWindowMoved.class, server.id).getLast().earliest())
                      .isNull());
      assertThat(meridian.said(BackupExpired.class, server.id))
          .hasSameSizeAs(meridian.said(BackupCompleted.class, server.id));
    }
  }

  private static boolean isBackedUp(Deployment meridian, RunningServer server) {
    return meridian
        .json("/v1/servers/" + server.id + "/backups")
        .path("backups")
        .valueStream()
        .anyMatch(backup -> backup.path("state").asString().equals("Running"));
  }
}
