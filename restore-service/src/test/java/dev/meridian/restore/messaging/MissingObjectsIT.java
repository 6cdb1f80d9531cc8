package dev.meridian.restore.messaging;

import static dev.meridian.restore.messaging.ServiceUnderTest.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.events.BackupEvent.RestoreWindowMoved;
import dev.meridian.events.DrillEvent.RestoreDrillFailed;
import dev.meridian.events.RestoreEvent.RestoreRejected;
import dev.meridian.events.RestorePlan;
import dev.meridian.events.RestoreTarget;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.restore.TestArchive;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is restored where objects are missing, and what isn't begun. */
class MissingObjectsIT extends RestoredShop {

  private static final String LATEST = "{\"kind\":\"Latest\"}";

  private UUID server;
  private String name;
  private TestArchive own;
  private BackupSummary older;
  private BackupSummary newer;
  private Instant target;

  /** An archive with two backups before the target, and commits up to a while after it. */
  @BeforeEach
  void fillArchive() {
    server = UUID.randomUUID();
    name = "packed-" + server;
    target = noon.plusSeconds(20);
    own = new TestArchive(service.repository(), service.key(), server);
    older = own.backup(noon.minusSeconds(600), 1000);
    own.commit(noon.minusSeconds(300));
    newer = own.backup(noon, 1000);
    own.commit(noon.plusSeconds(10));
    own.commit(noon.plusSeconds(30));
    own.archive();
  }

  @Test
  void whatItsOwnRegionHasLostIsRestoredFromTheCopyIfThatHasIt() throws Exception {
    service.awaitHandled(placedGeo(server, name));
    copyToOtherRegion(server);
    assertThat(foreseen(at(target)).at("/fromRegion").asString()).isEqualTo("here");
    lose(own.packOf(newer));

    for (String each : List.of(at(target), LATEST, endOf(newer))) {
      JsonNode preview = foreseen(each);
      assertThat(preview.at("/fromRegion").asString()).as(preview.toString()).isEqualTo("there");
      assertThat(preview.at("/fromRegionBecause").asString())
          .isEqualTo(
              "region here hasn't got all of it: 1 object is missing or cut short that a restore from backup %s needs: %s"
                  .formatted(newer.id(), own.packOf(newer)));
      assertThat(preview.at("/backup/id").asString()).isEqualTo(newer.id().toString());
      assertThat(preview.at("/objectsPresent").asBoolean()).isTrue();
    }
    RestorePlan asked = planned(idOf(ask(name, at(target), copy))).plan();
    assertThat(asked.region()).isEqualTo("there");
    assertThat(asked.backupId()).isEqualTo(newer.id());
    UUID told = request(server, new RestoreTarget.PointInTime(target), copy + "-2");
    assertThat(planned(told.toString()).plan().region()).isEqualTo("there");
  }

  @Test
  void whatHasNotReachedTheCopyIsRestoredFromAnOlderBackup() throws Exception {
    service.awaitHandled(placedGeo(server, name));
    copyToOtherRegion(server);
    own.commit(noon.plusSeconds(40));
    own.archive();
    lose(own.packOf(newer));

    assertFromOlder(foreseen(LATEST));
    assertFromOlder(foreseen(at(noon.plusSeconds(35))));
    assertThat(foreseen(at(target)).at("/fromRegion").asString()).isEqualTo("there");
  }

  @Test
  void withoutACopyAnOlderBackupIsTakenThatLeadsToTheSame() throws Exception {
    service.awaitHandled(placed(server, name));
    String whole = foreseen(at(target)).at("/lastCommit/lsn").asString();
    cut(own.packOf(newer));

    JsonNode preview = foreseen(at(target));

    assertFromOlder(preview);
    assertThat(preview.at("/backup/because").asString()).contains(own.packOf(newer));
    assertThat(preview.at("/lastCommit/lsn").asString()).isEqualTo(whole);
    RestorePlan plan = planned(idOf(ask(name, at(target), copy))).plan();
    assertThat(plan.backupId()).isEqualTo(older.id());
    assertThat(plan.targetLsn()).isEqualTo(whole);
    assertThat(plan.walFrom()).isEqualTo(older.facts().firstNeeded().toString());
  }

  @Test
  void whereNothingIsLeftNothingBeginsAndThePreviewSaysSoToo() throws Exception {
    service.awaitHandled(placed(server, name));
    lose(own.packOf(newer));
    lose(own.packOf(older));

    HttpResponse<String> preview = previewed(at(target), "");

    assertThat(preview.statusCode()).as(preview.body()).isEqualTo(409);
    JsonNode problem = JSON.readTree(preview.body());
    assertThat(problem.at("/code").asString()).isEqualTo("objects-missing");
    assertThat(problem.at("/objectsPresent").asBoolean(true)).isFalse();
    assertThat(problem.at("/missingObjectCount").asInt()).isEqualTo(1);
    assertThat(problem.at("/missingObjects/0").asString()).isEqualTo(own.packOf(newer));
    assertThat(problem.at("/detail").asString())
        .contains("1 object is missing", own.packOf(newer))
        .contains("verified", "another region", "another instant");
    assertThat(problem.has("earliest")).isTrue();
    JsonNode refused = JSON.readTree(ask(name, at(target), copy).body());
    assertThat(refused.at("/detail")).isEqualTo(problem.at("/detail"));
    assertThat(refused.at("/code").asString()).isEqualTo("objects-missing");
    UUID told = request(server, new RestoreTarget.PointInTime(target), copy);
    RestoreRejected rejected = service.awaitEvent(RestoreRejected.class, told.toString());
    assertThat(rejected.code()).isEqualTo("objects-missing");
    assertThat(rejected.reason()).isEqualTo(problem.at("/detail").asString());
  }

  @Test
  void whatBothRegionsHaveLostIsRefusedWithTheReasonsOfBoth() throws Exception {
    service.awaitHandled(placedGeo(server, name));
    lose(own.packOf(older));
    copyToOtherRegion(server);
    lose(own.packOf(newer));
    assertThat(foreseen(at(target)).at("/fromRegion").asString()).isEqualTo("there");
    assertThat(codeOf(previewed(at(target), ",\"fromRegion\":\"here\"")))
        .isEqualTo("objects-missing");
    Files.delete(service.otherRepository().resolve(own.packOf(newer)));

    JsonNode problem = JSON.readTree(previewed(at(target), "").body());

    assertThat(problem.at("/code").asString()).as(problem.toString()).isEqualTo("objects-missing");
    assertThat(problem.at("/detail").asString())
        .contains("No other backup in region here")
        .contains("As for the copy in region there: 1 object is missing");
  }

  @Test
  void aDrillOfWhatCannotBeRestoredFailsBeforeItHasAHost() throws Exception {
    service.awaitHandled(placed(server, name));
    lose(own.packOf(newer));
    lose(own.packOf(older));
    service.awaitHandled(
        service.publish(new RestoreWindowMoved(server, target, target, target, List.of())));

    String id = idOf(service.post(service.uri("/v1/servers/" + name + "/drills"), ""));

    RestoreDrillFailed failed = service.awaitEvent(RestoreDrillFailed.class, id);
    assertThat(failed.code()).isEqualTo("objects-missing");
    assertThat(failed.reason()).contains(own.packOf(newer));
  }

  private void assertFromOlder(JsonNode preview) {
    assertThat(preview.at("/fromRegion").asString()).as(preview.toString()).isEqualTo("here");
    assertThat(preview.has("fromRegionBecause")).isFalse();
    assertThat(preview.at("/backup/id").asString()).isEqualTo(older.id().toString());
    assertThat(preview.at("/objectsPresent").asBoolean()).isTrue();
  }

  private static void lose(String object) throws IOException {
    Files.delete(service.repository().resolve(object));
  }

  private static void cut(String object) throws IOException {
    Path file = service.repository().resolve(object);
    byte[] whole = Files.readAllBytes(file);
    Files.delete(file);
    Files.write(file, List.of("x".repeat(whole.length / 2)));
  }

  private static String endOf(BackupSummary backup) {
    return "{\"kind\":\"BackupEnd\",\"backupId\":\"%s\"}".formatted(backup.id());
  }

  private JsonNode foreseen(String aim) throws Exception {
    HttpResponse<String> answer = previewed(aim, "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private HttpResponse<String> previewed(String aim, String more) throws Exception {
    return service.post(
        service.uri("/v1/restores/preview"),
        "{\"sourceServer\":\"%s\",\"target\":%s%s}".formatted(name, aim, more));
  }
}
