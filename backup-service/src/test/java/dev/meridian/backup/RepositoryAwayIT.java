package dev.meridian.backup;

import static dev.meridian.backup.Deployment.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.events.BackupEvent.BackupCompleted;
import dev.meridian.events.PricingTier.Redundancy;
import dev.meridian.postgres.Lsn;
import dev.meridian.repository.Repository;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.DirectoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Takes a region's repository away, as a file system that isn't mounted, and brings it back. */
@Tag("faults")
class RepositoryAwayIT {

  @TempDir Path home;

  @Test
  void aRepositoryThatIsAwayIsWaitedForAndAnotherOneIsOnlyTakenWhenThatIsAskedFor()
      throws Exception {
    try (Deployment meridian = new Deployment(home);
        RunningServer server = RunningServer.start(meridian.fleet, 18)) {
      meridian.start();
      meridian.publish(server.provisioned(Redundancy.Local));
      meridian.awaitSaid(BackupCompleted.class, server.id, 1);
      server.commit(1);
      UUID repository = repository(meridian);
      meridian.stop();

      moveAway();
      server.commit(2);
      meridian.start();
      awaitCode(meridian, "repository-absent");
      nothingIsWrittenThereMeanwhile(meridian, List.of());
      var refused = meridian.get("/v1/servers/" + server.id + "/restore-window");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("repository-absent", "begin-anew north");
      JsonNode statistics = meridian.json("/v1/repository/statistics");
      assertThat(statistics.path("servers")).isEmpty();
      assertThat(statistics.path("unread").values())
          .singleElement()
          .satisfies(
              unread -> {
                assertThat(unread.path("serverId").asString()).isEqualTo(server.id.toString());
                assertThat(unread.path("why").asString()).contains("begin-anew north");
              });

      moveBack();
      awaitAllIsThere(meridian, server);

      // While the service runs, and with the repository of somebody else in its place.
      moveAway();
      Repository.create(DirectoryStore.open(home.resolve("north")), RepositoryKey.generate());
      List<Path> others = files();
      awaitCode(meridian, "repository-other");
      server.commit(3);
      nothingIsWrittenThereMeanwhile(meridian, others);
      removeWhatIsThere();
      Files.createDirectory(home.resolve("north"));
      moveBack();
      awaitAllIsThere(meridian, server);
      assertThat(repository(meridian)).isEqualTo(repository);
      assertThat(meridian.archive("north", server.id).backups()).hasSize(1);
      assertThat(meridian.post("/v1/repository/regions/north/begin-anew").body())
          .contains("repository-not-lost");
      assertThat(meridian.post("/v1/repository/regions/west/begin-anew").statusCode())
          .isEqualTo(404);

      moveAway();
      awaitCode(meridian, "repository-absent");
      JsonNode begun =
          JsonMapper.shared()
              .readTree(meridian.post("/v1/repository/regions/north/begin-anew").body());
      assertThat(begun.path("region").asString()).as(begun.toString()).isEqualTo("north");
      assertThat(begun.path("repository").asString()).isEqualTo(repository(meridian).toString());
      assertThat(repository(meridian)).isNotEqualTo(repository);
      meridian.awaitSaid(BackupCompleted.class, server.id, 2);
      server.commit(4);
      awaitAllIsThere(meridian, server);
      assertThat(meridian.archive("north", server.id).backups()).hasSize(1);
    }
  }

  /** All that was committed is archived, without a gap. */
  private static void awaitAllIsThere(Deployment meridian, RunningServer server) throws Exception {
    await().atMost(SOON).until(() -> meridian.receives(server.id));
    Lsn end = Lsn.parse(server.query("SELECT pg_current_wal_flush_lsn()"));
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              var ranges = meridian.archive("north", server.id).wal().coverage().ranges();
              assertThat(ranges).as("no gap").hasSize(1);
              assertThat(ranges.getFirst().end()).isGreaterThanOrEqualTo(end);
            });
    server.archiveIsTheServersOwnLog(meridian.archive("north", server.id));
    assertThat(meridian.archive("north", server.id).verify()).isEmpty();
    assertThat(health(meridian).path("status").asString()).isEqualTo("UP");
  }

  private static void awaitCode(Deployment meridian, String code) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              JsonNode health = health(meridian);
              assertThat(health.at("/details/north/code").asString("")).isEqualTo(code);
              assertThat(health.path("status").asString()).isEqualTo("DOWN");
              assertThat(health.at("/details/south/code").isMissingNode()).isTrue();
            });
  }

  /** Long enough for whatever is tried again. */
  private void nothingIsWrittenThereMeanwhile(Deployment meridian, List<Path> before) {
    await()
        .during(Duration.ofSeconds(8))
        .atMost(SOON)
        .untilAsserted(() -> assertThat(files()).isEqualTo(before));
    assertThat(health(meridian).path("status").asString()).isEqualTo("DOWN");
  }

  private static UUID repository(Deployment meridian) {
    return UUID.fromString(health(meridian).at("/details/north/repository").asString());
  }

  private static JsonNode health(Deployment meridian) {
    return meridian.json("/actuator/health").at("/components/repositories");
  }

  private void moveAway() throws IOException {
    Files.move(home.resolve("north"), home.resolve("away"));
    Files.createDirectory(home.resolve("north"));
  }

  private void moveBack() throws IOException {
    Files.delete(home.resolve("north"));
    Files.move(home.resolve("away"), home.resolve("north"));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(home.resolve("north"))) {
      return files.filter(file -> !file.equals(home.resolve("north"))).sorted().toList();
    }
  }

  private void removeWhatIsThere() throws IOException {
    List<Path> all = files();
    for (Path file : all.reversed()) {
      Files.delete(file);
    }
    Files.delete(home.resolve("north"));
  }
}
