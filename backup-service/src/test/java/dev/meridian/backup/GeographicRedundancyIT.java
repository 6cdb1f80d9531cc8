package dev.meridian.backup;

import static dev.meridian.backup.Deployment.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.events.BackupEvent.BackupCompleted;
import dev.meridian.events.BackupEvent.BackupReplicated;
import dev.meridian.events.InventoryEvent.BackupPolicyChanged;
import dev.meridian.events.PricingTier.Redundancy;
import dev.meridian.repository.ServerArchive;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies a server's archive to the paired region, and takes it back. */
class GeographicRedundancyIT {

  @TempDir Path home;

  @Test
  void aGeographicallyRedundantServerIsRestorableFromThePairedRegionAlone() throws Exception {
    try (Deployment meridian = new Deployment(home);
        RunningServer server = RunningServer.start(meridian.fleet, 18)) {
      meridian.start();
      meridian.publish(server.provisioned(Redundancy.Geo));
      BackupCompleted first = meridian.awaitSaid(BackupCompleted.class, server.id, 1).getFirst();
      BackupReplicated copied = meridian.awaitSaid(BackupReplicated.class, server.id, 1).getFirst();
      assertThat(copied.backupId()).isEqualTo(first.backupId());
      assertThat(copied.region()).isEqualTo("south");
      ServerArchive copy = meridian.archive("south", server.id);
      assertThat(copy.verify()).isEmpty();
      for (int row = 1; row <= 20; row++) {
        server.commit(row);
      }
      ServerArchive original = meridian.archive("north", server.id);
      await()
          .atMost(Duration.ofSeconds(15))
          .untilAsserted(
              () -> {
                assertThat(copy.wal().lastCommit(1)).isEqualTo(original.wal().lastCommit(1));
                assertThat(copy.wal().coverage()).isEqualTo(original.wal().coverage());
              });
      server.archiveIsTheServersOwnLog(copy);
      assertThat(meridian.said(BackupReplicated.class, server.id)).hasSize(1);

      meridian.publish(new BackupPolicyChanged(server.id, 7, Redundancy.Local));
      await().atMost(SOON).until(() -> !meridian.archive("south", server.id).exists());
      assertThat(original.backup(first.backupId())).isPresent();
    }
  }
}
