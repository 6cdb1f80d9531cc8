package dev.meridian.restore.messaging;

import static dev.meridian.restore.messaging.ServiceUnderTest.JSON;
import static dev.meridian.restore.messaging.ServiceUnderTest.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.events.BackupEvent.RestoreWindowMoved;
import dev.meridian.events.EventEnvelope;
import dev.meridian.events.InventoryEvent.BackupPolicyChanged;
import dev.meridian.events.InventoryEvent.PricingTierChanged;
import dev.meridian.events.InventoryEvent.ServerRejected;
import dev.meridian.events.PostgresHostEvent.ServerDropped;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningFailed;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningProgressed;
import dev.meridian.events.PricingTier;
import dev.meridian.events.RestoreEvent.RestoreCompleted;
import dev.meridian.events.RestoreEvent.RestoreFailed;
import dev.meridian.events.RestoreEvent.RestorePlanned;
import dev.meridian.events.RestoreEvent.RestoreProgressed;
import dev.meridian.events.RestoreEvent.RestoreRejected;
import dev.meridian.events.RestoreEvent.RestoreRequested;
import dev.meridian.events.RestoreTarget;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The whole service, on a real PostgreSQL, a real broker, and a repository. */
class RestoreServiceIT extends RestoredShop {

  @Test
  void aRestoreIsAcceptedPlannedFollowedAndCompleted() throws Exception {
    HttpResponse<String> answer = ask(shop, at(noon.minusSeconds(1)), copy);

    assertThat(answer.statusCode()).isEqualTo(202);
    JsonNode accepted = JSON.readTree(answer.body());
    String id = accepted.path("id").asString();
    assertThat(answer.headers().firstValue("Location")).contains("/v1/restores/" + id);
    assertThat(accepted.path("status").asString()).isEqualTo("Requested");
    assertThat(accepted.path("sourceServerName").asString()).isEqualTo(shop);

    RestorePlanned planned = planned(id);
    assertThat(planned.newServerName()).isEqualTo(copy);
    assertThat(planned.adminLogin()).isEqualTo("ada");
    assertThat(planned.pricingTier()).isEqualTo(TIER);
    assertThat(planned.postgresVersion()).isEqualTo(18);
    assertThat(planned.region()).isEqualTo("here");
    assertThat(planned.plan().backupId()).isEqualTo(backup.id());
    assertThat(planned.plan().targetLsn()).isEqualTo(lastBefore.start().toString());
    assertThat(planned.plan().walTo()).isEqualTo(lastBefore.end().toString());
    assertThat(planned.plan().lastCommitAt()).isEqualTo(lastBefore.at());
    assertThat(service.events(RestoreRequested.class, id)).hasSize(1);

    service.publish(progress(planned, "fetch files", 10));
    service.awaitEvent(RestoreProgressed.class, id);
    JsonNode running = service.restore(id);
    assertThat(running.path("status").asString()).isEqualTo("Running");
    assertThat(running.path("phase").asString()).isEqualTo("fetch files");
    assertThat(running.path("bytesDone").longValue()).isEqualTo(10);

    service.publish(provisioned(planned));
    RestoreCompleted completed = service.awaitEvent(RestoreCompleted.class, id);
    assertThat(completed.restoredTo()).isEqualTo(lastBefore.at());
    JsonNode done = service.restore(id);
    assertThat(done.path("status").asString()).isEqualTo("Completed");
    assertThat(done.path("restoredTo").asString()).isEqualTo(lastBefore.at().toString());
    assertThat(done.path("plan").path("targetLsn").asString())
        .isEqualTo(lastBefore.start().toString());
    assertThat(service.get("/v1/restores").body()).contains(id);
  }

  @Test
  void theLatestIsTheLastCommitInTheArchive() throws Exception {
    String id = idOf(ask(shop, "{\"kind\":\"Latest\"}", copy));

    assertThat(planned(id).plan().lastCommitAt()).isEqualTo(noon.plusSeconds(60));
    assertThat(planned(id).plan().targetTime()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-01-01T11:59:59              | 400 | target-time-without-zone",
        "yesterday                        | 400 | target-invalid",
        "2099-01-01T00:00:00+01:00        | 400 | target-in-the-future",
        "2020-01-01T00:00:00Z             | 400 | target-before-window",
      })
  void aBadTargetIsRefusedAtOnce(String time, int status, String code) throws Exception {
    HttpResponse<String> answer =
        ask(shop, "{\"kind\":\"PointInTime\",\"at\":\"" + time + "\"}", copy);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(codeOf(answer)).isEqualTo(code);
    assertHasWindow(answer);
  }

  @Test
  void aRefusalSaysWhatCanBeRestored() throws Exception {
    JsonNode problem = JSON.readTree(ask(shop, at(Instant.EPOCH), copy).body());

    assertThat(problem.path("earliest").asString()).isEqualTo(noon.minusSeconds(600).toString());
    assertThat(problem.path("latest").asString()).isEqualTo(noon.plusSeconds(60).toString());
    assertThat(problem.path("gaps").isArray()).isTrue();
    assertThat(problem.path("field").asString()).isEqualTo("target.at");
  }

  @ParameterizedTest
  @CsvSource({"ab", "Shop", "shop_2", "1shop", "shop-"})
  void anIllegalNameIsRefusedAtOnce(String name) throws Exception {
    HttpResponse<String> answer = ask(shop, at(noon), name);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(codeOf(answer)).isEqualTo("server-name-invalid");
    assertThat(JSON.readTree(answer.body()).has("earliest")).isTrue();
  }

  @Test
  void aTakenNameIsRefusedAtOnce() throws Exception {
    HttpResponse<String> ofServer = ask(shop, at(noon), shop);
    assertThat(ofServer.statusCode()).isEqualTo(409);
    assertThat(codeOf(ofServer)).isEqualTo("server-name-taken");

    planned(idOf(ask(shop, at(noon), copy)));
    assertThat(codeOf(ask(shop, at(noon), copy))).isEqualTo("server-name-taken");
  }

  @Test
  void anUnknownSourceIsRefusedAtOnce() throws Exception {
    HttpResponse<String> answer = ask("nobody", at(noon), copy);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(codeOf(answer)).isEqualTo("server-not-found");
  }

  @Test
  void aServerWithoutABackupIsRefusedAtOnce() throws Exception {
    UUID young = UUID.randomUUID();
    service.awaitHandled(placed(young, shop + "-young"));

    HttpResponse<String> answer = ask(shop + "-young", at(noon), copy);

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(codeOf(answer)).isEqualTo("nothing-to-restore-yet");
  }

  @Test
  void aTargetInAGapIsRefusedAtOnceWithTheGap() throws Exception {
    Instant end = noon.plusSeconds(60);
    archive.lose();
    archive.backup(noon.plusSeconds(600));
    service.awaitHandled(
        service.publish(
            new RestoreWindowMoved(
                source,
                noon.minusSeconds(600),
                noon.plusSeconds(600),
                noon.plusSeconds(600),
                List.of(new dev.meridian.events.BackupEvent.Gap(end, noon.plusSeconds(600))))));

    HttpResponse<String> answer = ask(shop, at(noon.plusSeconds(300)), copy);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(codeOf(answer)).isEqualTo("target-in-gap");
    JsonNode gap = JSON.readTree(answer.body()).path("gaps").path(0);
    assertThat(gap.path("from").asString()).isEqualTo(end.toString());
    assertThat(gap.path("to").asString()).isEqualTo(noon.plusSeconds(600).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}",
        "{\"sourceServer\":\"shop\",\"newServerName\":\"copy\"}",
        "{\"target\":{\"kind\":\"Latest\"},\"newServerName\":\"copy\"}",
        "{\"sourceServer\":\"shop\",\"target\":{\"kind\":\"Latest\"}}",
        "not JSON",
      })
  void anIncompleteRequestIsRefused(String body) throws Exception {
    HttpResponse<String> answer = service.post(body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(codeOf(answer)).isEqualTo("request-invalid");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"kind\":\"Yesterday\"}",
        "{\"kind\":\"PointInTime\"}",
        "{}",
        "{\"kind\":\"Latest\",\"at\":\"2026-01-01T00:00:00Z\"}",
      })
  void aTargetOfAnUnknownFormIsRefused(String target) throws Exception {
    HttpResponse<String> answer = ask(shop, target, copy);
    assertThat(codeOf(answer)).isEqualTo("target-invalid");
    assertHasWindow(answer);
    assertThat(codeOf(ask("nobody", target, copy))).isEqualTo("target-invalid");
  }

  @Test
  void whatWasHeardLastIsSaidWhereTheRepositoryCannotBeRead() throws Exception {
    Path backups = service.repository().resolve("servers/" + source + "/backups");
    Files.move(backups, service.repository().resolve("aside-" + source));
    Files.createSymbolicLink(backups, backups);
    service.awaitHandled(
        service.publish(
            new RestoreWindowMoved(
                source,
                noon.minusSeconds(600),
                noon,
                noon.plusSeconds(60),
                List.of(
                    new dev.meridian.events.BackupEvent.Gap(
                        noon.minusSeconds(60), noon.minusSeconds(30))))));

    HttpResponse<String> answer = ask(shop, at(noon), copy);
    HttpResponse<String> unreadable = ask(shop, "{\"kind\":\"Yesterday\"}", copy);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertHasWindow(answer);
    assertThat(JSON.readTree(answer.body()).at("/gaps/0/from").asString())
        .isEqualTo(noon.minusSeconds(60).toString());
    assertHasWindow(unreadable);
    UUID id = request(source, new RestoreTarget.Latest(), copy);
    RestoreRejected rejected = service.awaitEvent(RestoreRejected.class, id.toString());
    assertThat(rejected.latest()).isEqualTo(noon.plusSeconds(60));
  }

  private void assertHasWindow(HttpResponse<String> refused) {
    JsonNode problem = JSON.readTree(refused.body());
    assertThat(problem.path("earliest").asString())
        .as(refused.body())
        .isEqualTo(noon.minusSeconds(600).toString());
    assertThat(problem.path("latest").asString()).isEqualTo(noon.plusSeconds(60).toString());
    assertThat(problem.path("gaps").isArray()).isTrue();
  }

  @Test
  void aServerWhoseRegionThereIsNoMoreIsRefusedWithWhatIsMissing() throws Exception {
    service.awaitHandled(
        service.publish(
            new RestoreWindowMoved(
                source, noon.minusSeconds(600), noon.plusSeconds(60), noon, List.of())));
    placeInLostRegion();

    HttpResponse<String> answer = ask(shop, at(noon), copy);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
    assertThat(codeOf(answer)).isEqualTo("source-region-unknown");
    assertThat(answer.body()).contains("nowhere", "meridian.regions");
    assertHasWindow(answer);
    assertThat(rejectionOf(new RestoreTarget.Latest(), copy, source))
        .isEqualTo("source-region-unknown");
  }

  @Test
  void whatCannotBePlannedForAReasonThatNobodyExpectsIsRejectedInTheEnd() {
    garbleWindow();

    assertThat(rejectionOf(new RestoreTarget.Latest(), copy, source)).isEqualTo("internal-error");
  }

  @Test
  void theSameKeyAgainGivesTheSameRestoreAndNoOther() throws Exception {
    String body = body(shop, at(noon), copy);
    String key = UUID.randomUUID().toString();
    HttpResponse<String> first = service.post(body, "Idempotency-Key", key);
    planned(idOf(first));
    HttpResponse<String> again = service.post(body, "Idempotency-Key", key);
    HttpResponse<String> other =
        service.post(body(shop, at(noon), copy + "-2"), "Idempotency-Key", key);

    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(idOf(again)).isEqualTo(idOf(first));
    assertThat(again.headers().firstValue("Location"))
        .isEqualTo(first.headers().firstValue("Location"));
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(codeOf(other)).isEqualTo("idempotency-key-reused");
    assertThat(service.events(RestoreRequested.class, idOf(first))).hasSize(1);
  }

  @Test
  void aRequestThatSomebodyElsePublishesIsPlannedToo() throws Exception {
    UUID id = request(source, new RestoreTarget.PointInTime(noon.minusSeconds(1)), copy);

    RestorePlanned planned = planned(id.toString());
    assertThat(planned.plan().targetLsn()).isEqualTo(lastBefore.start().toString());
    assertThat(service.restore(id.toString()).path("sourceServerName").asString()).isEqualTo(shop);
  }

  @Test
  void whoAsksForANameLaterByAnEventTakesItFromNobody() throws Exception {
    Instant target = noon.plusSeconds(90);
    String first = idOf(ask(shop, at(target), copy));
    assertThat(service.restore(first).path("status").asString()).isEqualTo("Requested");

    assertThat(rejectionOf(new RestoreTarget.PointInTime(noon), copy, source))
        .isEqualTo("server-name-taken");

    archive.commit(target.plusSeconds(1));
    archive.archive();
    assertThat(planned(first).newServerName()).isEqualTo(copy);
  }

  @Test
  void aRequestThatSomebodyElsePublishesGetsTheSameChecks() {
    assertThat(rejectionOf(new RestoreTarget.PointInTime(Instant.EPOCH), copy, source))
        .isEqualTo("target-before-window");
    assertThat(
            rejectionOf(
                new RestoreTarget.PointInTime(Instant.now().plusSeconds(3600)), copy, source))
        .isEqualTo("target-in-the-future");
    assertThat(rejectionOf(new RestoreTarget.Latest(), "No Name", source))
        .isEqualTo("server-name-invalid");
    assertThat(rejectionOf(new RestoreTarget.Latest(), shop, source))
        .isEqualTo("server-name-taken");
    assertThat(rejectionOf(new RestoreTarget.Latest(), copy, UUID.randomUUID()))
        .isEqualTo("server-not-found");
  }

  @Test
  void aRejectionSaysWhatCanBeRestored() throws Exception {
    var gap = new dev.meridian.events.BackupEvent.Gap(noon.minusSeconds(60), noon.minusSeconds(30));
    service.awaitHandled(
        service.publish(
            new RestoreWindowMoved(source, noon.minusSeconds(600), noon, noon, List.of(gap))));
    UUID id = request(source, new RestoreTarget.PointInTime(Instant.EPOCH), copy);

    RestoreRejected rejected = service.awaitEvent(RestoreRejected.class, id.toString());
    assertThat(rejected.earliest()).isEqualTo(noon.minusSeconds(600));
    assertThat(rejected.latest()).isEqualTo(noon.plusSeconds(60));
    assertThat(rejected.gaps()).containsExactly(gap);
    JsonNode window = service.restore(id.toString()).path("window");
    assertThat(window.path("earliest").asString()).isEqualTo(noon.minusSeconds(600).toString());
    assertThat(window.path("latest").asString()).isEqualTo(noon.plusSeconds(60).toString());
    assertThat(window.at("/gaps/0/to").asString()).isEqualTo(noon.minusSeconds(30).toString());
  }

  @Test
  void aTargetThatTheArchiveWillReachIsWaitedFor() throws Exception {
    Instant target = noon.plusSeconds(120);
    String id = idOf(ask(shop, at(target), copy));
    service.publish(
        new RestoreWindowMoved(
            source, noon.minusSeconds(600), noon.plusSeconds(60), target, List.of()));

    assertThat(planned(id).plan().lastCommitAt()).isEqualTo(noon.plusSeconds(60));
  }

  @Test
  void aTargetThatALaterCommitShowsToBeReachedIsPlanned() throws Exception {
    String id = idOf(ask(shop, at(noon.plusSeconds(120)), copy));
    archive.commit(noon.plusSeconds(121));
    archive.archive();

    assertThat(planned(id).plan().lastCommitAt()).isEqualTo(noon.plusSeconds(60));
  }

  @Test
  void aTargetThatTheArchiveNeverReachesIsRejectedInTheEnd() throws Exception {
    String id = idOf(ask(shop, at(noon.plusSeconds(120)), copy));

    RestoreRejected rejected = service.awaitEvent(RestoreRejected.class, id);
    assertThat(rejected.code()).isEqualTo("target-not-covered-yet");
    assertThat(rejected.reason()).contains(noon.plusSeconds(60).toString());
    assertThat(service.restore(id).path("code").asString()).isEqualTo("target-not-covered-yet");
  }

  @Test
  void aDroppedServerIsRestoredByItsNameToItsLastCommit() throws Exception {
    service.awaitHandled(service.publish(new ServerDropped(source)));

    String id = idOf(ask(shop, at(noon.plusSeconds(1800)), shop));

    assertThat(planned(id).plan().lastCommitAt()).isEqualTo(noon.plusSeconds(60));
  }

  @Test
  void aDroppedServerWhoseBackupsHaveExpiredIsRefusedAtOnce() throws Exception {
    UUID gone = UUID.randomUUID();
    service.awaitHandled(placed(gone, shop + "-gone"));
    service.awaitHandled(service.publish(new ServerDropped(gone)));
    service.awaitHandled(
        service.publish(new RestoreWindowMoved(gone, null, null, null, List.of())));

    HttpResponse<String> answer = ask(shop + "-gone", at(noon), copy);

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(codeOf(answer)).isEqualTo("nothing-left-to-restore");
    assertThat(rejectionOf(new RestoreTarget.Latest(), copy, gone))
        .isEqualTo("nothing-left-to-restore");
  }

  @Test
  void nothingTellsOfADroppedServerWhoseBackupsExpiredLongAgo() throws Exception {
    UUID gone = UUID.randomUUID();
    UUID kept = UUID.randomUUID();
    for (UUID each : List.of(gone, kept)) {
      service.awaitHandled(placed(each, shop + "-" + each));
      service.record("insert into admin_password values (?, now())", each);
      service.record(
          "insert into drill (id, server_id, server_name, scheduled, requested_at, status, heard_at)"
              + " values (?, ?, 'shop', false, now(), 'Failed', now())",
          UUID.randomUUID(),
          each);
      service.awaitHandled(service.publish(new ServerDropped(each)));
      Instant left = each.equals(kept) ? noon : null;
      service.awaitHandled(
          service.publish(new RestoreWindowMoved(each, left, left, left, List.of())));
    }
    List<String> all = List.of("admin_password", "drill", "restore_window", "source_server");
    // Of yesterday, and restored from it: both keep it.
    service.record(
        "update source_server set changed_at = now() - interval '90 days' where id = ?", gone);
    UUID restored = UUID.randomUUID();
    service.awaitHandled(placed(restored, shop + "-restored"));
    service.record("update source_server set restored_from = ? where id = ?", gone, restored);
    await()
        .during(Duration.ofSeconds(1))
        .untilAsserted(() -> assertThat(service.tablesThatTellOf(gone)).isEqualTo(all));
    service.record(
        "update source_server set changed_at = now() - interval '92 days' where id in (?, ?)",
        gone,
        kept);
    await()
        .during(Duration.ofSeconds(1))
        .untilAsserted(() -> assertThat(service.tablesThatTellOf(gone)).isEqualTo(all));

    service.record("update source_server set restored_from = null where id = ?", restored);
    await().atMost(SOON).untilAsserted(() -> assertThat(service.tablesThatTellOf(gone)).isEmpty());
    assertThat(service.tablesThatTellOf(kept)).isEqualTo(all);
    assertThat(codeOf(ask(shop + "-" + gone, at(noon), copy))).isEqualTo("server-not-found");
  }

  @Test
  void theNewServerIsBackedUpLikeItsSourceIsNow() throws Exception {
    service.awaitHandled(
        service.publish(
            new BackupPolicyChanged(
                source, 34, PricingTier.Redundancy.Geo, Duration.ofMinutes(9))));
    service.awaitHandled(
        service.publish(new BackupPolicyChanged(source, 35, PricingTier.Redundancy.Geo, null)));

    PricingTier tier = planned(idOf(ask(shop, at(noon), copy))).pricingTier();

    assertThat(tier.backupRetentionDays()).isEqualTo(35);
    assertThat(tier.backupRedundancy()).isEqualTo(PricingTier.Redundancy.Geo);
    assertThat(tier.restoreTimeObjective()).isEqualTo(Duration.ofMinutes(9));
    assertThat(tier.vCores()).isEqualTo(2);
  }

  @Test
  void ofAServerOfWhichNoObjectiveWasSaidItIsFiveMinutes() throws Exception {
    PricingTier silent =
        new PricingTier(
            PricingTier.ComputeTier.GeneralPurpose, 2, 32, 7, PricingTier.Redundancy.Local, null);
    service.awaitHandled(service.publish(new PricingTierChanged(source, silent)));

    assertThat(planned(idOf(ask(shop, at(noon), copy))).pricingTier().restoreTimeObjective())
        .isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void aRestoreWhoseServerInventoryRejectsHasFailed() throws Exception {
    RestorePlanned planned = planned(idOf(ask(shop, at(noon), copy)));
    service.publish(
        new ServerRejected(
            planned.newServerId(), copy, "no-host", "No host has room", planned.restoreId()));

    assertThat(failed(planned).code()).isEqualTo("no-host");
  }

  @Test
  void aRestoreWhoseServerCannotBeMadeHasFailed() throws Exception {
    RestorePlanned planned = planned(idOf(ask(shop, at(noon), copy)));
    service.publish(progress(planned, "fetch files", 10));
    service.publish(
        new ServerProvisioningFailed(
            planned.newServerId(), planned.restoreId(), "disk-full", "No space is left"));

    assertThat(failed(planned).code()).isEqualTo("disk-full");
    assertThat(service.restore(planned.restoreId().toString()).path("reason").asString())
        .isEqualTo("No space is left");
  }

  @Test
  void aRestoreWhoseServerIsDroppedInBetweenHasFailed() throws Exception {
    RestorePlanned planned = planned(idOf(ask(shop, at(noon), copy)));
    service.publish(progress(planned, "fetch files", 10));
    service.publish(new ServerDropped(planned.newServerId()));

    assertThat(failed(planned).code()).isEqualTo("new-server-dropped");
  }

  @Test
  void whatComesTwiceOrTooLateChangesNothing() throws Exception {
    UUID id = UUID.randomUUID();
    EventEnvelope request =
        service.publish(
            new RestoreRequested(
                id,
                source,
                new RestoreTarget.PointInTime(noon.minusSeconds(1)),
                UUID.randomUUID(),
                copy,
                null));
    service.deliver(request);
    service.publish(request.event());
    RestorePlanned planned = planned(id.toString());
    List<EventEnvelope> told = new ArrayList<>();
    told.add(service.publish(progress(planned, "fetch files", 10)));
    EventEnvelope done = service.publish(provisioned(planned));
    told.add(done);
    service.awaitHandled(done);

    List<EventEnvelope> again = new ArrayList<>(told);
    told.forEach(each -> again.add(again(each)));
    again.add(again(service.publish(progress(planned, "recover", 99))));
    Collections.shuffle(again, new Random(7));
    again.forEach(service::deliver);
    service.publish(request.event());
    service.awaitHandled(
        service.publish(
            new ServerProvisioningFailed(
                planned.newServerId(), planned.restoreId(), "too-late", "It runs already")));

    JsonNode restore = service.restore(id.toString());
    assertThat(restore.path("status").asString()).isEqualTo("Completed");
    assertThat(restore.path("phase").asString()).isEqualTo("fetch files");
    assertThat(service.events(RestorePlanned.class, id.toString())).hasSize(1);
    assertThat(service.events(RestoreCompleted.class, id.toString())).hasSize(1);
    assertThat(service.events(RestoreFailed.class, id.toString())).isEmpty();
    assertThat(service.events(RestoreRejected.class, id.toString())).isEmpty();
  }

  @Test
  void progressThatOvertakesNothingIsOfNoConsequenceBeforeThereIsAPlan() throws Exception {
    UUID id = UUID.randomUUID();
    UUID server = UUID.randomUUID();
    service.awaitHandled(
        service.publish(
            new ServerProvisioningProgressed(server, id, "fetch files", 1, 2, null, null)));
    service.publish(
        new RestoreRequested(id, source, new RestoreTarget.Latest(), server, copy, null));

    planned(id.toString());
    assertThat(service.restore(id.toString()).path("status").asString()).isEqualTo("Planned");
  }

  @Test
  void whatIsToBePlannedSurvivesTheServicesEnd() throws Exception {
    String id = idOf(ask(shop, at(noon.plusSeconds(120)), copy));
    service.stop();
    archive.commit(noon.plusSeconds(121));
    archive.archive();
    service.restart();

    assertThat(planned(id).plan().lastCommitAt()).isEqualTo(noon.plusSeconds(60));
  }

  @Test
  void anUnknownRestoreIsNotFound() throws Exception {
    assertThat(codeOf(service.get("/v1/restores/" + UUID.randomUUID())))
        .isEqualTo("restore-not-found");
    assertThat(service.get("/v1/restores/nothing").statusCode()).isEqualTo(404);
  }

  @Test
  void theServiceIsHealthy() throws Exception {
    assertThat(service.get("/actuator/health").statusCode()).isEqualTo(200);
  }
}
