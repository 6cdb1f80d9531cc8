package dev.meridian.backup;

import static dev.meridian.backup.Deployment.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.events.BackupEvent.BackupCompleted;
import dev.meridian.events.BackupEvent.BackupFailed;
import dev.meridian.events.PricingTier.Redundancy;
import dev.meridian.testsupport.FrozenProcess;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Takes a backup whose files come, and the log that they need doesn't. */
class BackupWithoutLogIT {

  @TempDir Path home;

  @Test
  void aBackupIsGivenUpWhenItsLogDoesNotBecomeSafeAndNothingOfItStays() throws Exception {
    try (Deployment meridian = new Deployment(home);
        RunningServer server = RunningServer.start(meridian.fleet, 18)) {
      meridian.start("--meridian.backup-service.backups.wal-within=3s");
      meridian.publish(server.provisioned(Redundancy.Local));
      UUID first = meridian.awaitSaid(BackupCompleted.class, server.id, 1).getFirst().backupId();
      Path archive = home.resolve("north/servers/" + server.id);
      // Who sends the log, while another process sends the backup.
      FrozenProcess sender = FrozenProcess.of(server.postgres.dataDirectory(), "walsender");

      UUID asked = ask(meridian, server);
      BackupFailed failed = meridian.awaitSaid(BackupFailed.class, server.id, 1).getFirst();

      assertThat(failed.backupId()).isEqualTo(asked);
      assertThat(failed.code()).as(failed.toString()).isEqualTo("wal-missing");
      JsonNode shown = meridian.json("/v1/servers/%s/backups/%s".formatted(server.id, asked));
      assertThat(shown.path("state").asString()).isEqualTo("Failed");
      assertThat(shown.toString()).contains("wal-missing", "was not safe within PT3S");
      assertThat(archive.resolve("backups/" + asked)).doesNotExist();
      assertThat(archive.resolve("backups/" + first)).isNotEmptyDirectory();

      sender.thaw();
      BackupCompleted next = meridian.awaitSaid(BackupCompleted.class, server.id, 2).getLast();
      assertThat(next.backupId()).isNotEqualTo(asked);
      assertThat(meridian.archive("north", server.id).wal().coverage().ranges()).hasSize(1);
      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(meridian.archive("north", server.id).verify()).isEmpty());
    }
  }

  private static UUID ask(Deployment meridian, RunningServer server) {
    String answer = meridian.post("/v1/servers/" + server.id + "/backups").body();
    return UUID.fromString(JsonMapper.shared().readTree(answer).path("backupId").asString());
  }
}
