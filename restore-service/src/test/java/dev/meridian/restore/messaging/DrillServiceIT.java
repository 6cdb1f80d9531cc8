package dev.meridian.restore.messaging;

import static dev.meridian.restore.messaging.ServiceUnderTest.JSON;
import static dev.meridian.restore.messaging.ServiceUnderTest.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.events.BackupEvent.RestoreWindowMoved;
import dev.meridian.events.DrillEvent.RestoreDrillCancelRequested;
import dev.meridian.events.DrillEvent.RestoreDrillFailed;
import dev.meridian.events.DrillEvent.RestoreDrillPlanned;
import dev.meridian.events.DrillEvent.RestoreVerified;
import dev.meridian.events.DrillFindings;
import dev.meridian.events.PostgresHostEvent.HostReported;
import dev.meridian.events.PostgresHostEvent.ProvisionedOrigin;
import dev.meridian.events.PostgresHostEvent.RestoreDrillBroken;
import dev.meridian.events.PostgresHostEvent.RestoreDrillPassed;
import dev.meridian.events.PostgresHostEvent.RestoreDrillProgressed;
import dev.meridian.events.PostgresHostEvent.ServerDropped;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningFailed;
import dev.meridian.restore.archive.CountedReading;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Drills, with the part of their host played by hand. */
class DrillServiceIT extends RestoredShop {

  private static final long MUCH = 100L << 30;

  /** Longer than a host may say nothing. */
  private static final Duration SILENCE = Duration.ofMinutes(61);

  /** Longer than a drill waits in its turn. */
  private static final Duration PATIENCE = Duration.ofMinutes(11);

  /** Of a host's storage, for the servers that live there. */
  private static final long KEPT_FREE = 1L << 30;

  @BeforeEach
  void aHostHasRoom() {
    report(MUCH);
    tellWindow();
  }

  private void tellWindow() {
    tellWindow(noon.minusSeconds(600), noon.plusSeconds(60), noon.plusSeconds(60));
  }

  private void tellWindow(Instant earliest, Instant latest, Instant coveredUntil) {
    service.awaitHandled(
        service.publish(new RestoreWindowMoved(source, earliest, latest, coveredUntil, List.of())));
  }

  private static void report(long freeBytes) {
    service.awaitHandled(
        service.publish(
            new HostReported(
                "host-1", "here", "127.0.0.1", 2, MUCH, freeBytes, List.of(15, 18), 5500, 100)));
  }

  @Test
  void aDrillThatIsDueIsDoneOnceAndTheNextIsATurnLater() throws Exception {
    Instant before = Instant.now();
    schedule();
    assertThat(nextDue()).isBetween(before.plus(hours(1)), Instant.now().plus(days(7)));

    service.record("update drill_schedule set due_at = now() where server_id = ?", source);

    await().until(() -> !drills().isEmpty());
    String id = drills().get(0).path("id").asString();
    assertThat(drills().get(0).path("scheduled").asBoolean()).isTrue();
    assertThat(drillOf(id).sourceServerId()).isEqualTo(source);
    assertThat(nextDue()).isAfter(before.plus(days(6))).isBefore(Instant.now().plus(days(8)));
    service.record("update drill_schedule set due_at = now() where server_id = ?", source);
    await().until(() -> nextDue().isAfter(Instant.now()));
    assertThat(drills()).hasSize(1);
    end(id);
  }

  @Test
  void aServerThatIsDroppedIsNotDueAnyMore() throws Exception {
    schedule();

    service.publish(new ServerDropped(source));

    await().until(() -> JSON.readTree(ofServer()).path("nextDueAt").isMissingNode());
    assertThat(drills()).isEmpty();
  }

  @Test
  void withoutATurnThereAreNoDrillsButThoseThatAreAskedFor() throws Exception {
    service.stop();
    service.restart("--meridian.restore-service.drills.every=0s");
    try {
      provision();

      String id = idOf(request(shop));

      assertThat(drillOf(id).sourceServerId()).isEqualTo(source);
      end(id);
      assertThat(drills()).hasSize(1);
      assertThat(JSON.readTree(ofServer()).path("nextDueAt").isMissingNode()).isTrue();
    } finally {
      service.stop();
      service.restart();
    }
  }

  @Test
  void aDrillIsOfARandomSecondOfTheWindowAndItsProofIsKept() throws Exception {
    RestoreDrillPlanned planned = drillOf(idOf(request(shop)));

    assertThat(planned.hostId()).isEqualTo("host-1");
    assertThat(planned.postgresVersion()).isEqualTo(18);
    assertThat(planned.checkSeconds()).isEqualTo(300);
    assertThat(planned.plan().backupId()).isEqualTo(backup.id());
    Instant target = planned.plan().targetTime();
    assertThat(target).isBetween(noon.minusSeconds(600), noon.plusSeconds(60));
    assertThat(target.getNano()).isZero();
    HttpResponse<String> again = request(shop);
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(codeOf(again)).isEqualTo("drill-under-way");

    service.publish(
        new RestoreDrillProgressed(source, planned.drillId(), "recover", 1, 2, "repository"));
    await().until(() -> "Running".equals(drill(planned).path("status").asString()));
    assertThat(drill(planned).path("phase").asString()).isEqualTo("recover");
    assertThat(drill(planned).path("waitingFor").asString()).isEqualTo("repository");
    DrillFindings found = new DrillFindings(target, target, 4200, 7, 8, 90, 100);
    service.publish(new RestoreDrillPassed(source, planned.drillId(), found));

    assertThat(service.awaitEvent(RestoreVerified.class, planned.drillId().toString()))
        .isEqualTo(new RestoreVerified(planned.drillId(), source, target, found));
    JsonNode all = JSON.readTree(service.get("/v1/servers/" + shop + "/drills").body());
    assertThat(all.at("/lastProven/targetTime").asString()).isEqualTo(target.toString());
    assertThat(all.at("/lastProven/findings/restoreMillis").asLong()).isEqualTo(4200);
    assertThat(all.path("drills")).hasSize(1);
  }

  @Test
  void whatTheHostFindsWrongIsSaidAndTheNextIsTriedSooner() throws Exception {
    schedule();
    service.record(
        "update drill_schedule set due_at = now() + interval '5 days' where server_id = ?", source);
    RestoreDrillPlanned planned = drillOf(idOf(request(shop)));
    Instant before = Instant.now();
    var broken = new RestoreDrillBroken(source, planned.drillId(), "page-corrupt", "Page 7");

    service.publish(broken);
    service.awaitHandled(service.publish(broken));

    String id = planned.drillId().toString();
    RestoreDrillFailed failed = service.awaitEvent(RestoreDrillFailed.class, id);
    assertThat(failed.code()).isEqualTo("page-corrupt");
    assertThat(failed.targetTime()).isEqualTo(planned.plan().targetTime());
    assertThat(service.events(RestoreDrillFailed.class, id)).hasSize(1);
    assertThat(drill(planned).path("status").asString()).isEqualTo("Failed");
    assertThat(drill(planned).path("reason").asString()).isEqualTo("Page 7");
    assertThat(nextDue()).isBetween(before.plus(days(1)), Instant.now().plus(days(1)));
  }

  @Test
  void aHostThatSaysNothingForAnHourHasFailedItAndIsToldToGiveItUp() throws Exception {
    RestoreDrillPlanned planned = drillOf(idOf(request(shop)));
    String id = planned.drillId().toString();
    service.publish(new RestoreDrillProgressed(source, planned.drillId(), "recover", 1, 2, null));
    await().until(() -> "Running".equals(drill(id).path("status").asString()));

    service.later(SILENCE, () -> service.awaitEvent(RestoreDrillFailed.class, id));

    RestoreDrillFailed failed = service.awaitEvent(RestoreDrillFailed.class, id);
    assertThat(failed.code()).isEqualTo("host-silent");
    assertThat(failed.reason()).contains("host-1");
    service.awaitEvent(RestoreDrillCancelRequested.class, id);
    DrillFindings found = new DrillFindings(noon, noon, 1, 1, 1, 1, 1);
    service.awaitHandled(service.publish(new RestoreDrillPassed(source, planned.drillId(), found)));
    assertThat(drill(id).path("status").asString()).isEqualTo("Failed");
    end(idOf(request(shop)));
    assertThat(service.events(RestoreVerified.class, id)).isEmpty();
  }

  @Test
  void aHostThatSaysNothingOfADrillThatNobodyWantsDoesNotKeepTheNextFromItsTurn() throws Exception {
    String id = drillOf(idOf(request(shop))).drillId().toString();
    assertThat(cancel(id).statusCode()).isEqualTo(202);

    service.later(
        SILENCE,
        () -> await().until(() -> "Cancelled".equals(drill(id).path("status").asString())));
    String next = idOf(request(shop));
    assertThat(drillOf(next).sourceServerId()).isEqualTo(source);
    end(next);
    assertThat(service.events(RestoreDrillFailed.class, id)).isEmpty();
  }

  @Test
  void aDrillThatWaitsLongForItsTurnIsNotTakenForSilent() throws Exception {
    String silent = drillOf(idOf(request(shop))).drillId().toString();
    createShop();
    tellWindow();
    String waiting = idOf(request(shop));

    service.later(SILENCE, () -> service.awaitEvent(RestoreDrillFailed.class, silent));

    assertThat(service.awaitEvent(RestoreDrillFailed.class, silent).code())
        .isEqualTo("host-silent");
    assertThat(drillOf(waiting).sourceServerId()).isEqualTo(source);
    end(waiting);
  }

  @Test
  void aHostIsNotTakenForSilentWhereTheServiceItselfWasAway() throws Exception {
    RestoreDrillPlanned planned = drillOf(idOf(request(shop)));
    service.publish(new RestoreDrillProgressed(source, planned.drillId(), "recover", 1, 2, null));
    await().until(() -> "Running".equals(drill(planned).path("status").asString()));
    service.record(
        "update drill set heard_at = now() - interval '61 minutes' where id = ?",
        planned.drillId());

    service.stop();
    service.restart();

    await()
        .during(Duration.ofSeconds(2))
        .atMost(SOON)
        .until(() -> "Running".equals(drill(planned).path("status").asString()));
    end(planned.drillId().toString());
  }

  @Test
  void aDrillWaitsForAHostWithRoom() throws Exception {
    report(0);
    String id = requestAndAwaitLook();

    report(MUCH);

    assertThat(drillOf(id).hostId()).isEqualTo("host-1");
    end(id);
  }

  @Test
  void aDrillWaitsForAHostWithRoomNoLongerThanItsPatience() throws Exception {
    report(KEPT_FREE);
    String id = requestAndAwaitLook();
    assertThat(drill(id).path("status").asString()).isEqualTo("Requested");

    service.later(PATIENCE, () -> service.awaitEvent(RestoreDrillFailed.class, id));

    RestoreDrillFailed failed = service.awaitEvent(RestoreDrillFailed.class, id);
    assertThat(failed.code()).isEqualTo("no-host-with-room");
    assertThat(failed.reason()).contains("region here").contains("PostgreSQL 18");
    assertThat(failed.targetTime()).isBetween(noon.minusSeconds(600), noon.plusSeconds(60));
    assertThat(service.events(RestoreDrillPlanned.class, id)).isEmpty();
  }

  @Test
  void whileADrillWaitsForAHostItsArchiveIsNotReadAgainAndAgain() throws Exception {
    report(KEPT_FREE);
    String id = requestAndAwaitLook();

    AtomicReference<CountedReading.Count> seen = new AtomicReference<>(service.readingOf(source));
    await()
        .during(Duration.ofSeconds(3))
        .atMost(SOON)
        .until(() -> service.readingOf(source).equals(seen.getAndSet(service.readingOf(source))));
    assertThat(drill(id).path("status").asString()).isEqualTo("Requested");
    report(MUCH);
    assertThat(drillOf(id).hostId()).isEqualTo("host-1");
    end(id);
  }

  @Test
  void aDrillWaitsForASecondThatCanBeRestoredNoLongerThanItsPatience() throws Exception {
    UUID young = UUID.randomUUID();
    String name = shop + "-young";
    service.awaitHandled(placed(young, name));
    String id = idOf(request(name));
    report(KEPT_FREE);
    // Both were looked at, the older one first.
    String younger = requestAndAwaitLook();

    service.later(
        PATIENCE,
        () -> {
          service.awaitEvent(RestoreDrillFailed.class, id);
          service.awaitEvent(RestoreDrillFailed.class, younger);
        });

    RestoreDrillFailed failed = service.awaitEvent(RestoreDrillFailed.class, id);
    assertThat(failed.code()).isEqualTo("nothing-to-restore-yet");
    assertThat(failed.targetTime()).isNull();
  }

  @Test
  void aDrillThatWaitedLongForItsTurnHasAllOfItsPatienceThen() throws Exception {
    RestoreDrillPlanned first = drillOf(idOf(request(shop)));
    createShop();
    tellWindow();
    String second = idOf(request(shop));
    service.record(
        "update drill set requested_at = requested_at - interval '11 minutes' where id = ?",
        UUID.fromString(second));
    // As the host says as long as the first one's copy is there.
    report(KEPT_FREE);
    CountedReading.Count before = service.readingOf(source);

    service.publish(
        new RestoreDrillBroken(first.sourceServerId(), first.drillId(), "test-ended", "It has"));
    await().until(() -> !service.readingOf(source).equals(before));
    report(MUCH);

    assertThat(drillOf(second).sourceServerId()).isEqualTo(source);
    end(second);
  }

  @Test
  void theDrillOfAServerThatWasNotMadeInTheEndHasFailed() throws Exception {
    UUID young = UUID.randomUUID();
    service.awaitHandled(placed(young, shop + "-young"));
    String id = idOf(request(shop + "-young"));

    service.publish(new ServerProvisioningFailed(young, null, "disk-full", "No space is left"));

    assertThat(service.awaitEvent(RestoreDrillFailed.class, id).code())
        .isEqualTo("server-not-found");
  }

  @Test
  void theDrillOfAServerWhoseRegionThereIsNoMoreHasFailed() throws Exception {
    placeInLostRegion();

    String id = idOf(request(shop));

    assertThat(service.awaitEvent(RestoreDrillFailed.class, id).code())
        .isEqualTo("source-region-unknown");
  }

  @Test
  void aDrillThatCannotBePlannedForAReasonThatNobodyExpectsHasFailedInTime() throws Exception {
    garbleWindow();
    String id = idOf(request(shop));
    report(KEPT_FREE);
    // Both were looked at, the older one first.
    createShop();
    tellWindow();
    String younger = requestAndAwaitLook();
    assertThat(drill(id).path("status").asString()).isEqualTo("Requested");

    service.later(
        PATIENCE,
        () -> {
          service.awaitEvent(RestoreDrillFailed.class, id);
          service.awaitEvent(RestoreDrillFailed.class, younger);
        });

    assertThat(service.awaitEvent(RestoreDrillFailed.class, id).code()).isEqualTo("internal-error");
  }

  @Test
  void aSecondOfTheWindowThatCannotBeRestoredFailsTheDrillAtOnce() throws Exception {
    tellWindow(noon.minusSeconds(1200), noon.minusSeconds(1100), noon.minusSeconds(1100));

    String id = idOf(request(shop));

    RestoreDrillFailed failed = service.awaitEvent(RestoreDrillFailed.class, id);
    assertThat(failed.code()).isEqualTo("target-before-window");
    assertThat(failed.targetTime()).isBetween(noon.minusSeconds(1200), noon.minusSeconds(1100));
  }

  @Test
  void aDrillWaitsUntilTheArchiveReachesItsSecond() throws Exception {
    tellWindow(noon.plusSeconds(600), noon.plusSeconds(700), noon.plusSeconds(60));
    String id = requestAndAwaitLook();
    CountedReading.Count before = service.readingOf(source);
    await().until(() -> !service.readingOf(source).equals(before));

    archive.commit(noon.plusSeconds(800));
    archive.archive();

    assertThat(drillOf(id).plan().targetTime())
        .isBetween(noon.plusSeconds(600), noon.plusSeconds(700));
    end(id);
  }

  @Test
  void oneIsDoneAtATimeAndWhatNobodyWantsIsGivenUp() throws Exception {
    RestoreDrillPlanned first = drillOf(idOf(request(shop)));
    String firstShop = shop;
    createShop();
    aHostHasRoom();
    String second = idOf(request(shop));
    service.publish(
        new RestoreDrillProgressed(first.sourceServerId(), first.drillId(), "x", 0, 0, null));
    await().until(() -> "Running".equals(drill(first).path("status").asString()));
    assertThat(drill(second).path("status").asString()).isEqualTo("Requested");

    assertThat(cancel(first.drillId().toString()).statusCode()).isEqualTo(202);
    assertThat(cancel(first.drillId().toString()).statusCode()).isEqualTo(202);
    service.awaitEvent(RestoreDrillCancelRequested.class, first.drillId().toString());
    assertThat(drill(first).path("status").asString()).isEqualTo("Cancelling");
    service.publish(
        new RestoreDrillBroken(
            first.sourceServerId(), first.drillId(), "drill-cancelled", "It was"));

    assertThat(drillOf(second).sourceServerId()).isEqualTo(source);
    assertThat(drill(first).path("status").asString()).isEqualTo("Cancelled");
    assertThat(service.events(RestoreDrillFailed.class, first.drillId().toString())).isEmpty();
    assertThat(firstShop).isNotEqualTo(shop);
    end(second);
  }

  @Test
  void ofTwoThatWaitForAHostOneIsDoneAfterTheOther() throws Exception {
    report(0);
    String first = idOf(request(shop));
    UUID firstSource = source;
    createShop();
    tellWindow();
    String second = requestAndAwaitLook();

    report(MUCH);

    UUID firstDrill = drillOf(first).drillId();
    service.publish(new RestoreDrillProgressed(firstSource, firstDrill, "recover", 1, 2, null));
    await().until(() -> "Running".equals(drill(first).path("status").asString()));
    assertThat(drill(second).path("status").asString()).isEqualTo("Requested");
    service.publish(new RestoreDrillBroken(firstSource, firstDrill, "test-ended", "It has"));
    assertThat(drillOf(second).sourceServerId()).isEqualTo(source);
    end(second);
  }

  @Test
  void aServerThatIsNotThereIsNotDrilled() throws Exception {
    assertThat(codeOf(request("nobody"))).isEqualTo("server-not-found");
    HttpResponse<String> none = service.get("/v1/drills/" + UUID.randomUUID());
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(codeOf(none)).isEqualTo("drill-not-found");
  }

  /** The server runs, so that its drills have a time. */
  private void schedule() {
    provision();
    await().until(() -> !JSON.readTree(ofServer()).path("nextDueAt").isMissingNode());
  }

  private void provision() {
    service.awaitHandled(
        service.publish(
            provisionedAs(source, shop, new ProvisionedOrigin.New()), noon.minusSeconds(700)));
  }

  private Instant nextDue() throws Exception {
    return Instant.parse(JSON.readTree(ofServer()).path("nextDueAt").asString());
  }

  private JsonNode drills() throws Exception {
    return JSON.readTree(ofServer()).path("drills");
  }

  private String ofServer() throws Exception {
    return service.get("/v1/servers/" + shop + "/drills").body();
  }

  /** Its archive was read, and it waits still. */
  private String requestAndAwaitLook() throws Exception {
    CountedReading.Count before = service.readingOf(source);
    String id = idOf(request(shop));
    await().until(() -> !service.readingOf(source).equals(before));
    return id;
  }

  private static Duration days(int days) {
    return Duration.ofDays(days);
  }

  private static Duration hours(int hours) {
    return Duration.ofHours(hours);
  }

  private void end(String drill) {
    UUID id = UUID.fromString(drill);
    service.publish(new RestoreDrillBroken(source, id, "test-ended", "The test has ended"));
    service.awaitEvent(RestoreDrillFailed.class, drill);
  }

  private static HttpResponse<String> request(String server) throws Exception {
    return service.post(service.uri("/v1/servers/" + server + "/drills"), "");
  }

  private static HttpResponse<String> cancel(String id) throws Exception {
    return service.post(service.uri("/v1/drills/" + id + "/cancel"), "");
  }

  private static RestoreDrillPlanned drillOf(String id) {
    return service.awaitEvent(RestoreDrillPlanned.class, id);
  }

  private static JsonNode drill(RestoreDrillPlanned planned) throws Exception {
    return drill(planned.drillId().toString());
  }

  private static JsonNode drill(String id) throws Exception {
    return JSON.readTree(service.get("/v1/drills/" + id).body());
  }
}
