package dev.meridian.restore.messaging;

import static dev.meridian.restore.messaging.ServiceUnderTest.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.events.BackupEvent.RestoreWindowMoved;
import dev.meridian.events.PostgresHostEvent.AdminPasswordChanged;
import dev.meridian.events.PostgresHostEvent.ProvisionedOrigin;
import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningProgressed;
import dev.meridian.events.RestoreEvent.RestorePlanned;
import dev.meridian.events.RestoreEvent.RestoreProgressed;
import dev.meridian.postgres.Lsn;
import dev.meridian.restore.TestArchive;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What restores would come to, told beforehand. */
class PreviewIT extends RestoredShop {

  @Test
  void aPreviewSaysWhatARestoreWouldComeToAndBeginsNothing() throws Exception {
    String restoresBefore = service.get("/v1/restores").body();
    JsonNode seen = preview(at(noon.minusSeconds(1)));

    assertThat(seen.at("/lastCommit/at").asString()).isEqualTo(lastBefore.at().toString());
    assertThat(seen.at("/lastCommit/transactionId").asInt()).isEqualTo(lastBefore.xid());
    assertThat(seen.at("/lastCommit/lsn").asString()).isEqualTo(lastBefore.start().toString());
    assertThat(seen.at("/nextCommit/at").asString()).isEqualTo(noon.toString());
    assertThat(seen.at("/backup/id").asString()).isEqualTo(backup.id().toString());
    assertThat(seen.at("/walBytes").asLong())
        .isEqualTo(lastBefore.end().minus(backup.facts().firstNeeded()));
    assertThat(seen.at("/storageNote").asString()).contains("of 32 GB in the backup");
    assertThat(seen.at("/objectsPresent").asBoolean()).isTrue();
    assertThat(seen.at("/adminPassword/login").asString()).isEqualTo("ada");
    assertThat(seen.at("/notCarriedOver").toString()).contains("virtual network rules");
    assertThat(seen.at("/window/earliest").asString()).isEqualTo(noon.minusSeconds(600).toString());
    assertThat(service.get("/v1/restores").body()).isEqualTo(restoresBefore);
  }

  @Test
  void aTargetAfterTheLastCommitIsExplained() throws Exception {
    Instant covered = noon.plusSeconds(300);
    service.awaitHandled(
        service.publish(
            new RestoreWindowMoved(
                source, noon.minusSeconds(600), noon.plusSeconds(60), covered, List.of())));

    JsonNode seen = preview(at(noon.plusSeconds(200)));

    assertThat(seen.at("/lastCommit/at").asString()).isEqualTo(noon.plusSeconds(60).toString());
    assertThat(seen.has("nextCommit")).isFalse();
    assertThat(seen.at("/explanation").asString())
        .isEqualTo(
            "The last commit is of %s, and there is nothing after it in the archive up to %s: any target up to then has the same result"
                .formatted(noon.plusSeconds(60), covered));
  }

  @Test
  void nothingIsPromisedBeyondAGap() throws Exception {
    Lsn end = archive.position();
    archive.lose();
    archive.backup(noon.plusSeconds(600));
    Instant later = noon.plusSeconds(900);
    service.awaitHandled(
        service.publish(
            new RestoreWindowMoved(source, noon.minusSeconds(600), later, later, List.of())));
    service.awaitHandled(
        service.publish(new AdminPasswordChanged(source, UUID.randomUUID()), noon.minusSeconds(3)));
    service.awaitHandled(
        service.publish(
            new AdminPasswordChanged(source, UUID.randomUUID()), noon.plusSeconds(300)));

    JsonNode seen = preview("{\"kind\":\"LogPosition\",\"lsn\":\"%s\"}".formatted(end));

    assertThat(seen.at("/lastCommit/at").asString()).isEqualTo(noon.plusSeconds(60).toString());
    assertThat(seen.at("/explanation").asString()).contains("has a gap");
    assertThat(seen.at("/adminPassword/setAt").asString())
        .isEqualTo(noon.minusSeconds(3).toString());
    assertThat(seen.at("/adminPassword/changedAt").asString())
        .isEqualTo(noon.plusSeconds(300).toString());
  }

  @Test
  void aRefusalIsThatOfTheRestoreWithTheWindow() throws Exception {
    assertRefused(at(Instant.EPOCH), "target-before-window");
    assertRefused(at(Instant.now().plusSeconds(600)), "target-in-the-future");
    assertRefused(at(noon.plusSeconds(100)), "target-not-covered-yet");
    assertRefused("{\"kind\":\"AfterTransaction\",\"transactionId\":5}", "transaction-not-found");
    assertRefused("{\"kind\":\"LogPosition\",\"lsn\":\"here\"}", "target-invalid");
    assertRefused("{\"kind\":\"Latest\",\"lsn\":\"0/1\"}", "target-invalid");
    assertThat(codeOf(previewed("nobody", at(noon), null))).isEqualTo("server-not-found");
    assertThat(codeOf(previewed(shop, at(noon), shop))).isEqualTo("server-name-taken");
  }

  @Test
  void thePasswordIsTheOneThatWasSetLastByThen() throws Exception {
    ServerProvisioned provisioned = provisionedAs(source, shop, new ProvisionedOrigin.New());
    service.awaitHandled(service.publish(provisioned, noon.minusSeconds(700)));
    service.awaitHandled(
        service.publish(new AdminPasswordChanged(source, UUID.randomUUID()), noon.minusSeconds(3)));

    JsonNode before = preview(at(noon.minusSeconds(5)));
    JsonNode after = preview(at(noon.plusSeconds(1)));

    assertThat(after.at("/adminPassword/setAt").asString())
        .isEqualTo(noon.minusSeconds(3).toString());
    assertThat(after.at("/adminPassword/changedSince").asBoolean()).isFalse();
    // Between the last commit and the next one there was nothing: the change is that last commit.
    assertThat(before.at("/adminPassword/setAt").asString())
        .isEqualTo(noon.minusSeconds(3).toString());
    JsonNode early = preview("{\"kind\":\"BackupEnd\",\"backupId\":\"%s\"}".formatted(backup.id()));
    assertThat(early.at("/adminPassword/setAt").asString())
        .isEqualTo(noon.minusSeconds(700).toString());
    assertThat(early.at("/adminPassword/changedSince").asBoolean()).isTrue();
  }

  @Test
  void theEstimateIsWhatRestoresHereHaveTaken() throws Exception {
    RestorePlanned planned = planned(idOf(service.post(body(shop, at(noon), copy))));
    Instant begun = Instant.now();
    for (String phase : List.of("check", "fetch files", "place WAL", "recover", "promote")) {
      begun = begun.plusSeconds(10);
      service.publish(progress(planned, phase, 0), begun);
    }
    service.awaitHandled(service.publish(provisioned(planned), begun.plusSeconds(10)));

    JsonNode seen = JSON.readTree(previewed(shop, at(noon), null).body());

    assertThat(seen.at("/estimateBasis").asString()).contains("1 measured restore");
    assertThat(seen.at("/estimatedSeconds").asDouble()).isBetween(59.0, 90.0);

    RestorePlanned running = planned(idOf(service.post(body(shop, at(noon), copy + "-2"))));
    String id = running.restoreId().toString();
    Queue<String> lines = new ConcurrentLinkedQueue<>();
    var told = service.listen("/v1/restores/" + id + "/events", lines::add);
    service.awaitHandled(service.publish(progress(running, "recover", 50)));
    // Half of the replay's 20 s, and half of the 30 s or so before and after.
    long left = service.restore(id).path("estimatedSecondsLeft").asLong();
    assertThat(left).isBetween(24L, 45L);
    assertThat(service.awaitEvent(RestoreProgressed.class, id).estimatedSecondsLeft())
        .isEqualTo(left);
    assertThat(JSON.readTree(service.get("/v1/restores").body()).path("restores").values())
        .filteredOn(restore -> restore.path("id").asString().equals(id))
        .singleElement()
        .satisfies(
            restore -> assertThat(restore.path("estimatedSecondsLeft").asLong()).isEqualTo(left));
    Awaitility.await().until(() -> has(lines, "\"estimatedSecondsLeft\":" + left));
    service.awaitHandled(service.publish(provisioned(running)));
    told.get(30, TimeUnit.SECONDS);
    assertThat(service.restore(id).has("estimatedSecondsLeft")).isFalse();
  }

  @Test
  void howARestoreGoesOnIsStreamedUpToItsEnd() throws Exception {
    RestorePlanned planned = planned(idOf(service.post(body(shop, at(noon), copy))));
    String events = "/v1/restores/" + planned.restoreId() + "/events";
    Queue<String> lines = new ConcurrentLinkedQueue<>();
    var told = service.listen(events, lines::add);
    service.awaitHandled(service.publish(progress(planned, "fetch files", 10)));
    Awaitility.await().until(() -> has(lines, "\"phase\":\"fetch files\""));
    assertThat(lines)
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("\"status\":\"Running\"", "\"bytesDone\":10", "\"bytesTotal\":100")
                    .doesNotContain("replayedTo"));
    Instant replayed = noon.minusSeconds(30);
    service.publish(
        new ServerProvisioningProgressed(
            planned.newServerId(), planned.restoreId(), "recover", 40, 100, replayed, null));
    Awaitility.await().until(() -> has(lines, "\"replayedTo\":\"" + replayed + "\""));
    assertThat(has(lines, "waitingFor")).isFalse();
    service.publish(
        new ServerProvisioningProgressed(
            planned.newServerId(),
            planned.restoreId(),
            "recover",
            41,
            100,
            replayed,
            "repository"));
    Awaitility.await().until(() -> has(lines, "\"waitingFor\":\"repository\""));
    assertThat(service.events(RestoreProgressed.class, planned.restoreId().toString()))
        .last()
        .satisfies(
            event -> {
              assertThat(event.waitingFor()).isEqualTo("repository");
              assertThat(event.estimatedSecondsLeft()).isNull();
            });

    service.awaitHandled(service.publish(provisioned(planned)));

    assertThat(told.get(30, TimeUnit.SECONDS).headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    assertThat(lines).contains("event:restore");
    assertThat(has(lines, "\"status\":\"Completed\"")).isTrue();
    assertThat(service.get("/v1/restores/" + UUID.randomUUID() + "/events").statusCode())
        .isEqualTo(404);
  }

  @Test
  void beforeARestoredServersBirthItsOriginIsNamed() throws Exception {
    UUID born = UUID.randomUUID();
    String name = "born-" + born;
    ProvisionedOrigin origin =
        new ProvisionedOrigin.Restored(
            UUID.randomUUID(), source, noon, noon.minusSeconds(5), lastBefore.end().toString());
    Instant changed = noon.minusSeconds(5).plusMillis(400);
    service.awaitHandled(
        service.publish(new AdminPasswordChanged(source, UUID.randomUUID()), changed));
    service.awaitHandled(
        service.publish(new AdminPasswordChanged(source, UUID.randomUUID()), noon.minusSeconds(3)));
    service.awaitHandled(service.publish(provisionedAs(born, name, origin)));
    new TestArchive(service.repository(), service.key(), born).backup(noon.plusSeconds(90));

    JsonNode latest = JSON.readTree(previewed(name, "{\"kind\":\"Latest\"}", null).body());
    // The last commit that it has from its source is this change.
    assertThat(latest.at("/adminPassword/setAt").asString()).isEqualTo(changed.toString());
    JsonNode refused = JSON.readTree(previewed(name, at(noon.minusSeconds(60)), null).body());

    assertThat(refused.path("code").asString()).isEqualTo("target-before-window");
    assertThat(refused.path("detail").asString()).contains(source + " (" + shop + ")");
  }

  private static void assertRefused(String target, String code, RestoredShop shop)
      throws Exception {
    HttpResponse<String> answer = previewed(shop.shop, target, null);
    assertThat(codeOf(answer)).as(answer.body()).isEqualTo(code);
    assertThat(JSON.readTree(answer.body()).has("earliest")).isTrue();
    assertThat(JSON.readTree(answer.body()).has("gaps")).isTrue();
  }

  private void assertRefused(String target, String code) throws Exception {
    assertRefused(target, code, this);
  }

  private static boolean has(Queue<String> lines, String text) {
    return lines.stream().anyMatch(line -> line.contains(text));
  }

  private JsonNode preview(String target) throws Exception {
    HttpResponse<String> answer = previewed(shop, target, copy);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static HttpResponse<String> previewed(String from, String target, @Nullable String to)
      throws Exception {
    String body =
        to == null
            ? "{\"sourceServer\":\"%s\",\"target\":%s}".formatted(from, target)
            : body(from, target, to);
    return service.post(service.uri("/v1/restores/preview"), body);
  }
}
