package dev.meridian.restore.messaging;

import static dev.meridian.restore.messaging.ServiceUnderTest.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.events.BackupEvent.RestoreWindowMoved;
import dev.meridian.events.DrillEvent.RestoreDrillCancelRequested;
import dev.meridian.events.DrillEvent.RestoreDrillFailed;
import dev.meridian.events.DrillEvent.RestoreDrillPlanned;
import dev.meridian.events.DrillEvent.RestoreVerified;
import dev.meridian.events.DrillFindings;
import dev.meridian.events.PostgresHostEvent.HostReported;
import dev.meridian.events.PostgresHostEvent.RestoreDrillBroken;
import dev.meridian.events.PostgresHostEvent.RestoreDrillPassed;
import dev.meridian.events.PostgresHostEvent.RestoreDrillProgressed;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Drills, with the part of their host played by hand. */
class DrillServiceIT extends RestoredShop {

  private static final long MUCH = 100L << 30;

  @BeforeEach
  void aHostHasRoom() {
    service.awaitHandled(
        service.publish(
            new HostReported(
                "host-1", "here", "127.0.0.1", 2, MUCH, MUCH, List.of(15, 18), 5500, 100)));
    service.awaitHandled(
        service.publish(
            new RestoreWindowMoved(
                source,
                noon.minusSeconds(600),
                noon.plusSeconds(60),
                noon.plusSeconds(60),
                List.of())));
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

    service.publish(new RestoreDrillProgressed(source, planned.drillId(), "recover", 1, 2));
    await().until(() -> "Running".equals(drill(planned).path("status").asString()));
    assertThat(drill(planned).path("phase").asString()).isEqualTo("recover");
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
    RestoreDrillPlanned planned = drillOf(idOf(request(shop)));
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
  }

  @Test
  void oneIsDoneAtATimeAndWhatNobodyWantsIsGivenUp() throws Exception {
    RestoreDrillPlanned first = drillOf(idOf(request(shop)));
    String firstShop = shop;
    createShop();
    aHostHasRoom();
    String second = idOf(request(shop));
    service.publish(new RestoreDrillProgressed(first.sourceServerId(), first.drillId(), "x", 0, 0));
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
  void aServerThatIsNotThereIsNotDrilled() throws Exception {
    assertThat(codeOf(request("nobody"))).isEqualTo("server-not-found");
    HttpResponse<String> none = service.get("/v1/drills/" + UUID.randomUUID());
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(codeOf(none)).isEqualTo("drill-not-found");
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
