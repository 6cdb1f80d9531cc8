package dev.meridian.inventory;

import static dev.meridian.inventory.RunningInventory.eventually;
import static dev.meridian.inventory.RunningInventory.request;
import static dev.meridian.inventory.RunningInventory.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.events.InventoryEvent.ServerDropRequested;
import dev.meridian.events.InventoryEvent.ServerPlaced;
import dev.meridian.events.InventoryEvent.ServerRejected;
import dev.meridian.events.PostgresHostEvent.HostReported;
import dev.meridian.events.PostgresHostEvent.ProvisionedOrigin;
import dev.meridian.events.PostgresHostEvent.ServerDropped;
import dev.meridian.events.RestoreEvent.RestoreCancelRequested;
import dev.meridian.events.RestoreEvent.RestorePlanned;
import dev.meridian.testsupport.BreakableBroker;
import dev.meridian.testsupport.SetClock;
import dev.meridian.testsupport.TestHttp.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A service and a broker of its own: the test sets its clock, and others must not report. */
class SilentHostsIT {

  private static final String REGION = unique("quiet");

  @Test
  void aServerWaitsForASilentHostButNotForEver() {
    SetClock clock = new SetClock(Instant.parse("2026-11-22T12:00:00Z"));
    try (BreakableBroker broker = BreakableBroker.start();
        RunningInventory inventory =
            RunningInventory.start(
                broker,
                clock,
                "meridian.regions[0].name=" + REGION,
                "meridian.regions[0].paired-with=",
                "meridian.regions[1].name=" + unique("empty"),
                "meridian.inventory.placement.check-every=100ms",
                "meridian.kafka.hearing-lost-after=10m")) {
      inventory.hears(clock);
      refusesWhereNoHostHasReported(inventory);
      HostReported host = inventory.host(unique("host"), REGION, List.of(18), 5500, 10);
      placesAServerOnceItsHostReportsAgain(inventory, clock, host);
      failsAServerWhoseHostStaysSilent(inventory, clock);
      forgetsAServerWhoseRestoreIsCancelledWhileItWaits(inventory);
      forgetsACancelledRestoresServerWhoseHostIsLost(inventory, clock, host);
      givesNothingUpWhileItHearsNothingItself(inventory, clock, host, broker);
      failsAServerWhoseHostStaysSilent(inventory, clock);
    }
  }

  private static void refusesWhereNoHostHasReported(RunningInventory inventory) {
    Answer answer = inventory.http.post("/v1/servers", here(unique("early")));

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.code()).isEqualTo("no-host-available");
  }

  private static void placesAServerOnceItsHostReportsAgain(
      RunningInventory inventory, SetClock clock, HostReported host) {
    clock.advance(Duration.ofSeconds(31));
    assertThat(living(inventory, host)).isFalse();
    UUID id = created(inventory, unique("patient"));
    eventually(() -> assertThat(handledRequests(inventory, id)).isEqualTo("1"));
    assertThat(inventory.server(id).path("status").asString()).isEqualTo("Requested");

    inventory.topics.publish(host);

    assertThat(inventory.placed(id).hostId()).isEqualTo(host.hostId());
    assertThat(living(inventory, host)).isTrue();
  }

  private static void forgetsAServerWhoseRestoreIsCancelledWhileItWaits(
      RunningInventory inventory) {
    ServerPlaced source = inventory.topics.events(ServerPlaced.class).getFirst();
    RestorePlanned planned =
        RestoredServerIT.planned(source, UUID.randomUUID(), unique("unwanted"), 18, REGION);
    inventory.publishHandled(planned);
    assertThat(inventory.server(planned.newServerId()).path("status").asString())
        .isEqualTo("Requested");

    inventory.publishHandled(
        new RestoreCancelRequested(
            planned.restoreId(), planned.sourceServerId(), planned.newServerId()));

    assertThat(inventory.http.get("/v1/servers/" + planned.newServerId()).code())
        .isEqualTo("server-not-found");
    ServerRejected rejected =
        eventually(
                () -> inventory.topics.events(ServerRejected.class, planned.newServerId()),
                it -> assertThat(it).hasSize(1))
            .getFirst();
    assertThat(rejected.code()).isEqualTo("restore-cancelled");
    assertThat(rejected.restoreId()).isEqualTo(planned.restoreId());
  }

  private static void forgetsACancelledRestoresServerWhoseHostIsLost(
      RunningInventory inventory, SetClock clock, HostReported host) {
    ServerPlaced source = inventory.topics.events(ServerPlaced.class).getFirst();
    RestorePlanned planned =
        RestoredServerIT.planned(source, UUID.randomUUID(), unique("lost"), 18, REGION);
    inventory.publishHandled(host);
    inventory.topics.publish(planned);
    ServerPlaced lost = inventory.placed(planned.newServerId());
    inventory.publishHandled(
        new RestoreCancelRequested(
            planned.restoreId(), planned.sourceServerId(), planned.newServerId()));
    clock.advance(Duration.ofMinutes(4));
    inventory.publishHandled(
        new RestoreCancelRequested(
            planned.restoreId(), planned.sourceServerId(), planned.newServerId()));
    assertThat(inventory.server(lost.serverId()).path("status").asString())
        .isEqualTo("Provisioning");

    clock.advance(Duration.ofSeconds(61));

    ServerRejected rejected =
        eventually(
                () -> inventory.topics.events(ServerRejected.class, lost.serverId()),
                it -> assertThat(it).hasSize(1))
            .getFirst();
    assertThat(rejected.code()).isEqualTo("restore-cancelled");
    assertThat(rejected.reason()).contains(host.hostId());
    assertThat(rejected.restoreId()).isEqualTo(planned.restoreId());
    assertThat(inventory.http.get("/v1/servers/" + lost.serverId()).code())
        .isEqualTo("server-not-found");
    givesItsNameAtOnceAndItsPortOnceItsHostLeftNothing(inventory, host, planned, lost);
  }

  private static void givesItsNameAtOnceAndItsPortOnceItsHostLeftNothing(
      RunningInventory inventory, HostReported host, RestorePlanned cancelled, ServerPlaced lost) {
    ServerPlaced source = inventory.topics.events(ServerPlaced.class).getFirst();
    inventory.publishHandled(host);
    RestorePlanned next =
        RestoredServerIT.planned(source, UUID.randomUUID(), lost.name(), 18, REGION);
    inventory.topics.publish(next);
    assertThat(inventory.placed(next.newServerId()).port()).isNotEqualTo(lost.port());

    inventory.topics.publish(
        RunningInventory.provisioned(
            lost,
            new ProvisionedOrigin.Restored(
                cancelled.restoreId(), source.serverId(), null, null, "0/3000148")));

    eventually(
        () -> inventory.topics.events(ServerDropRequested.class, lost.serverId()),
        it -> assertThat(it).hasSize(1));
    inventory.publishHandled(new ServerDropped(lost.serverId()));
    RestorePlanned third =
        RestoredServerIT.planned(source, UUID.randomUUID(), unique("third"), 18, REGION);
    inventory.topics.publish(third);
    assertThat(inventory.placed(third.newServerId()).port()).isEqualTo(lost.port());
  }

  private static void givesNothingUpWhileItHearsNothingItself(
      RunningInventory inventory, SetClock clock, HostReported host, BreakableBroker broker) {
    ServerPlaced source = inventory.topics.events(ServerPlaced.class).getFirst();
    RestorePlanned planned =
        RestoredServerIT.planned(source, UUID.randomUUID(), unique("alive"), 18, REGION);
    inventory.publishHandled(host);
    inventory.topics.publish(planned);
    inventory.placed(planned.newServerId());
    inventory.publishHandled(
        new RestoreCancelRequested(
            planned.restoreId(), planned.sourceServerId(), planned.newServerId()));
    broker.pause();
    UUID waiting = created(inventory, unique("waiting"));

    clock.advance(Duration.ofMinutes(11));

    await()
        .during(Duration.ofSeconds(2))
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              assertThat(inventory.server(waiting).path("status").asString())
                  .isEqualTo("Requested");
              assertThat(inventory.server(planned.newServerId()).path("status").asString())
                  .isEqualTo("Provisioning");
            });
    broker.resume();
    inventory.topics.publish(host);
    assertThat(inventory.placed(waiting).hostId()).isEqualTo(host.hostId());
    inventory.hears(clock);
  }

  private static void failsAServerWhoseHostStaysSilent(RunningInventory inventory, SetClock clock) {
    clock.advance(Duration.ofSeconds(31));
    UUID id = created(inventory, unique("forlorn"));
    eventually(() -> assertThat(handledRequests(inventory, id)).isEqualTo("1"));

    clock.advance(Duration.ofSeconds(61));

    inventory.status(id, "Failed");
    ServerRejected rejected =
        eventually(
                () -> inventory.topics.events(ServerRejected.class, id),
                it -> assertThat(it).hasSize(1))
            .getFirst();
    assertThat(rejected.code()).isEqualTo("no-host-available");
    assertThat(inventory.topics.events(ServerPlaced.class, id)).isEmpty();
  }

  private static UUID created(RunningInventory inventory, String name) {
    Answer answer = inventory.http.post("/v1/servers", here(name));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
    return UUID.fromString(answer.body().path("id").asString());
  }

  private static Map<String, Object> here(String name) {
    Map<String, Object> request = request(name);
    request.put("region", REGION);
    return request;
  }

  private static boolean living(RunningInventory inventory, HostReported host) {
    return inventory
        .http
        .get("/v1/hosts")
        .body()
        .path("hosts")
        .valueStream()
        .filter(each -> each.path("id").asString().equals(host.hostId()))
        .allMatch(each -> each.path("living").asBoolean());
  }

  private static String handledRequests(RunningInventory inventory, UUID id) throws Exception {
    assertThat(inventory.topics.envelopes(id)).isNotEmpty();
    UUID event = inventory.topics.envelopes(id).getFirst().id();
    return inventory.database.query(
        "select count(*) from inventory.inbox where event_id = '%s'".formatted(event));
  }
}
