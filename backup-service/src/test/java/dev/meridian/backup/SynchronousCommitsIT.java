package dev.meridian.backup;

import static dev.meridian.backup.Deployment.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.events.BackupEvent.BackupCompleted;
import dev.meridian.events.InventoryEvent.Durability;
import dev.meridian.events.InventoryEvent.DurabilityChanged;
import dev.meridian.events.PricingTier.Redundancy;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.wal.WalArchive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kills the service, and its server, right after commits were acknowledged. */
class SynchronousCommitsIT {

  @TempDir Path home;

  @ParameterizedTest
  @ValueSource(ints = {18, 15})
  void commitsThatReturnedAreArchivedAlthoughTheServiceAndTheServerDied(int major)
      throws Exception {
    try (Deployment meridian = new Deployment(home);
        RunningServer server = RunningServer.start(meridian.fleet, major)) {
      meridian.startProcess("--meridian.backup-service.wal.flush-age=1h");
      meridian.publish(
          server.provisioned(Redundancy.Local),
          new DurabilityChanged(server.id, Durability.Synchronous));
      meridian.awaitSaid(BackupCompleted.class, server.id, 1);
      server.postgres.configure(Map.of("synchronous_standby_names", "meridian_backup"));
      List<Integer> committed = insert(server, 200);
      meridian.kill();
      server.postgres.kill();

      ServerArchive archive = meridian.archive("north", server.id);
      assertThat(transactions(archive)).as("the archive is behind").isNotEmpty();
      assertThat(transactions(archive)).doesNotContainAnyElementsOf(committed.subList(100, 200));
      Path journals = home.resolve("north/.journal").resolve(server.id.toString());
      assertThat(journals).isNotEmptyDirectory();

      meridian.start();
      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(transactions(archive)).containsAll(committed));
      assertThat(archive.verify()).isEmpty();
      assertThat(archive.wal().coverage().ranges()).hasSize(1);

      server.postgres.restart();
      insert(server, 3);
      await().atMost(SOON).until(() -> !Files.exists(journals) || files(journals) <= 1);
      assertThat(archive.wal().coverage().ranges()).hasSize(1);
    }
  }

  private static long files(Path folder) throws Exception {
    try (var files = Files.list(folder)) {
      return files.count();
    }
  }

  private static List<Integer> insert(RunningServer server, int rows) throws Exception {
    List<Integer> committed = new ArrayList<>();
    try (var connection = server.database().connect();
        var insert =
            connection.prepareStatement(
                "INSERT INTO made SELECT coalesce(max(id), 0) + 1, now() FROM made"
                    + " RETURNING pg_current_xact_id()::text")) {
      for (int row = 1; row <= rows; row++) {
        try (var result = insert.executeQuery()) {
          result.next();
          committed.add(Integer.parseInt(result.getString(1)));
        }
      }
    }
    return committed;
  }

  private static List<Integer> transactions(ServerArchive archive) {
    WalArchive log = archive.wal();
    var range = log.coverage().ranges().getFirst();
    return log.transactionEnds(log.history(1), range.start(), range.end()).stream()
        .map(TransactionEnd::xid)
        .toList();
  }
}
