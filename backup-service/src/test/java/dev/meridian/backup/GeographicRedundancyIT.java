package dev.meridian.backup;

import static dev.meridian.backup.Deployment.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.events.BackupEvent.BackupCompleted;
import dev.meridian.events.BackupEvent.BackupReplicated;
import dev.meridian.events.InventoryEvent.BackupPolicyChanged;
import dev.meridian.events.PricingTier.Redundancy;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.store.StoredObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

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

      aDamagedPackIsHealedFromTheCopy(meridian, server, first.backupId());

      anOutageOfThePairDelaysTheCopyAndNothingElse(meridian, server);

      // What only the copy has comes back before it goes.
      Path backup =
          home.resolve("north/servers/%s/backups/%s".formatted(server.id, first.backupId()));
      Files.delete(backup.resolve("manifest"));
      Files.delete(backup.resolve("pack-000000"));
      meridian.publish(new BackupPolicyChanged(server.id, 7, Redundancy.Local, null));
      await().atMost(SOON).until(() -> !meridian.archive("south", server.id).exists());
      assertThat(original.backup(first.backupId())).isPresent();
      assertThat(original.verify()).isEmpty();
    }
  }

  private void aDamagedPackIsHealedFromTheCopy(
      Deployment meridian, RunningServer server, UUID backup) throws Exception {
    String name = "servers/%s/backups/%s/pack-000000".formatted(server.id, backup);
    Path pack = home.resolve("north").resolve(name);
    byte[] bytes = Files.readAllBytes(pack);
    byte[] spoilt = bytes.clone();
    spoilt[bytes.length / 2] ^= 1;
    Files.write(pack, spoilt);
    String path = "/v1/servers/" + server.id + "/verification";

    meridian.post(path);
    await().atMost(SOON).until(() -> !state(meridian, path).equals("Running"));

    var result = meridian.json(path);
    assertThat(state(meridian, path)).as(result.toString()).isEqualTo("Good");
    assertThat(result.path("healed").get(0).path("object").asString()).isEqualTo(name);
    assertThat(pack).hasBinaryContent(bytes);

    meridian.post(path + "?sample=true");
    await().atMost(SOON).until(() -> meridian.json(path).path("scope").asString().equals("Sample"));
    await().atMost(SOON).until(() -> state(meridian, path).equals("Good"));
    assertThat(meridian.json(path).path("objects").asInt()).isPositive();
    assertThat(meridian.json("/v1/repository/verifications").path("verifications").values())
        .filteredOn(each -> each.path("serverId").asString().equals(server.id.toString()))
        .singleElement()
        .satisfies(
            last -> {
              assertThat(last.path("state").asString()).isEqualTo("Good");
              assertThat(last.path("scope").asString()).isEqualTo("Sample");
              assertThat(last.path("region").asString()).isEqualTo("north");
            });
  }

  private void anOutageOfThePairDelaysTheCopyAndNothingElse(
      Deployment meridian, RunningServer server) throws Exception {
    Path south = home.resolve("south");
    Path away = home.resolve("away");
    Files.move(south, away);
    // A link to itself can't be followed by anybody, root included.
    Files.createSymbolicLink(south, south);
    for (int row = 21; row <= 40; row++) {
      server.commit(row);
    }
    meridian.post("/v1/servers/" + server.id + "/backups");
    meridian.awaitSaid(BackupCompleted.class, server.id, 2);
    JsonNode late =
        await()
            .atMost(SOON)
            .until(() -> copy(meridian, server), copy -> copy.path("lagBytes").asLong(0) > 0);
    assertThat(late.path("region").asString()).isEqualTo("south");
    assertThat(late.path("lagSeconds").asDouble()).isPositive();
    assertThat(late.has("bytes")).as("south can't be read").isFalse();
    assertThat(meridian.json("/v1/repository/statistics").at("/unread/0/region").asString())
        .isEqualTo("south");
    Instant behind = Instant.parse(late.path("completeAsOf").asString());
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(metric(meridian, "meridian.copy.lag")).isPositive();
              assertThat(metric(meridian, "meridian.copy.age")).isPositive();
              assertThat(metric(meridian, "meridian.copy.log.age")).isPositive();
            });
    assertThat(meridian.said(BackupReplicated.class, server.id)).hasSize(1);

    Files.delete(south);
    Files.move(away, south);
    meridian.awaitSaid(BackupReplicated.class, server.id, 2);
    ServerArchive copy = meridian.archive("south", server.id);
    ServerArchive original = meridian.archive("north", server.id);
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(copy.wal().lastCommit(1)).isEqualTo(original.wal().lastCommit(1));
              assertThat(copy.wal().coverage()).isEqualTo(original.wal().coverage());
              assertThat(copy(meridian, server).path("completeAsOf").asString())
                  .satisfies(asOf -> assertThat(Instant.parse(asOf)).isAfter(behind));
              assertThat(copy(meridian, server).path("lagBytes").asLong(-1)).isZero();
              assertThat(copy(meridian, server).path("bytes").asLong())
                  .isEqualTo(copy.objects().stream().mapToLong(StoredObject::size).sum());
            });
    JsonNode totals = meridian.json("/v1/repository/statistics").path("totals");
    assertThat(totals.path("copyBytes").asLong()).isPositive();
    assertThat(totals.path("servers").asInt()).isPositive();
    assertThat(copy.backups()).hasSize(2);
    assertThat(copy.verify()).isEmpty();
    server.archiveIsTheServersOwnLog(copy);
  }

  private static JsonNode copy(Deployment meridian, RunningServer server) {
    return meridian
        .json("/v1/repository/statistics")
        .path("servers")
        .valueStream()
        .filter(each -> each.path("serverId").asString().equals(server.id.toString()))
        .findAny()
        .orElseThrow()
        .path("copy");
  }

  private static double metric(Deployment meridian, String name) {
    return meridian
        .json("/actuator/metrics/" + name)
        .path("measurements")
        .path(0)
        .path("value")
        .asDouble();
  }

  private static String state(Deployment meridian, String path) throws Exception {
    return meridian.json(path).path("state").asString();
  }
}
