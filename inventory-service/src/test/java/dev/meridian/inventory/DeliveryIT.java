package dev.meridian.inventory;

import static dev.meridian.inventory.RunningInventory.provisioned;
import static dev.meridian.inventory.RunningInventory.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.events.BackupEvent.BackupCompleted;
import dev.meridian.events.BackupEvent.Reason;
import dev.meridian.events.BackupEvent.RestoreWindowMoved;
import dev.meridian.events.Event;
import dev.meridian.events.EventEnvelope;
import dev.meridian.events.InventoryEvent.ServerPlaced;
import dev.meridian.events.PostgresHostEvent.AdminPasswordChanged;
import dev.meridian.events.PostgresHostEvent.ProvisionedOrigin;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningFailed;
import dev.meridian.events.Topic;
import dev.meridian.testsupport.TestHttp.Answer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class DeliveryIT {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final RunningInventory inventory = RunningInventory.shared();

  /** Within a topic the first deliveries keep their order; second ones come any time later. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void eventsThatArriveTwiceAndInAnyOrderOfTheirTopicsLeadToTheSame(long seed) {
    Random random = new Random(seed);
    ServerPlaced placed = inventory.placed(unique("shop"));
    UUID id = placed.serverId();
    UUID second = UUID.randomUUID();
    List<List<EventEnvelope>> topics =
        List.of(
            twice(
                random,
                provisioned(placed, new ProvisionedOrigin.New()),
                new AdminPasswordChanged(id, UUID.randomUUID()),
                new ServerProvisioningFailed(id, null, "late", "too late")),
            twice(
                random,
                backup(id, UUID.randomUUID(), NOON),
                backup(id, second, NOON.plusSeconds(60))),
            twice(
                random,
                new RestoreWindowMoved(id, null, null, null, List.of()),
                window(id, NOON, NOON.plusSeconds(5)),
                window(id, NOON, NOON.plusSeconds(90))));

    List<EventEnvelope> delivered = merged(random, topics);
    delivered.forEach(inventory.topics::publish);
    inventory.handled(delivered);

    JsonNode server = inventory.server(placed.name());
    assertThat(server.path("status").asString()).isEqualTo("Ready");
    assertThat(server.has("statusReason")).isFalse();
    assertThat(server.has("passwordChange")).isFalse();
    assertThat(server.at("/lastBackup/id").asString()).isEqualTo(second.toString());
    assertThat(server.at("/lastBackup/completedAt").asString())
        .isEqualTo(NOON.plusSeconds(60).toString());
    assertThat(server.at("/restoreWindow/earliest").asString()).isEqualTo(NOON.toString());
    assertThat(server.at("/restoreWindow/latest").asString())
        .isEqualTo(NOON.plusSeconds(90).toString());
    assertThat(inventory.topics.events(ServerPlaced.class, id)).hasSize(1);
  }

  @Test
  void anOlderBackupThatIsHeardOfLaterDoesNotReplaceANewerOne() {
    ServerPlaced placed = inventory.ready(unique("shop"));
    UUID newer = UUID.randomUUID();

    inventory.publishHandled(backup(placed.serverId(), newer, NOON.plusSeconds(60)));
    inventory.publishHandled(backup(placed.serverId(), UUID.randomUUID(), NOON));

    assertThat(inventory.server(placed.name()).at("/lastBackup/id").asString())
        .isEqualTo(newer.toString());
  }

  @Test
  void newsOfAnUnknownServerIsKeptUntilTheServerIsKnown() {
    UUID id = UUID.randomUUID();
    inventory.publishHandled(window(id, NOON, NOON.plusSeconds(5)));
    inventory.publishHandled(new AdminPasswordChanged(id, UUID.randomUUID()));

    assertThat(inventory.http.get("/v1/servers/" + id).status()).isEqualTo(404);
  }

  @Test
  void aMalformedEventIsSetAsideAndTheNextOneIsHandled() {
    UUID id = UUID.randomUUID();
    inventory.topics.publish(
        Topic.SERVERS,
        id.toString(),
        Map.of(
            "ce_specversion", bytes("1.0"),
            "ce_id", bytes(UUID.randomUUID().toString()),
            "ce_type", bytes("dev.meridian.server.ServerRequested.v1"),
            "ce_source", bytes("/tests"),
            "ce_time", bytes("2026-11-22T12:00:00Z")),
        bytes("{\"serverId\":\"" + id + "\"}"));

    Answer created = inventory.http.post("/v1/servers", RunningInventory.request(unique("shop")));

    inventory.placed(UUID.fromString(created.body().path("id").asString()));
    assertThat(inventory.http.get("/v1/servers/" + id).status()).isEqualTo(404);
  }

  private static List<EventEnvelope> twice(Random random, Event... events) {
    List<EventEnvelope> result = new ArrayList<>();
    for (Event event : events) {
      result.add(
          new EventEnvelope(UUID.randomUUID(), URI.create("/tests"), Instant.now(), null, event));
    }
    for (EventEnvelope first : List.copyOf(result)) {
      int after = result.indexOf(first) + 1;
      result.add(after + random.nextInt(result.size() - after + 1), first);
    }
    return result;
  }

  private static List<EventEnvelope> merged(Random random, List<List<EventEnvelope>> topics) {
    List<List<EventEnvelope>> left = new ArrayList<>();
    topics.forEach(topic -> left.add(new ArrayList<>(topic)));
    List<EventEnvelope> result = new ArrayList<>();
    while (!left.isEmpty()) {
      List<EventEnvelope> next = left.get(random.nextInt(left.size()));
      result.add(next.removeFirst());
      left.removeIf(List::isEmpty);
    }
    return result;
  }

  private static BackupCompleted backup(UUID server, UUID backup, Instant completedAt) {
    return new BackupCompleted(
        server,
        backup,
        Reason.Scheduled,
        completedAt.minus(Duration.ofSeconds(9)),
        completedAt,
        1,
        "0/2000028",
        "0/2000120",
        1L << 24,
        1L << 22);
  }

  private static RestoreWindowMoved window(UUID server, Instant earliest, Instant latest) {
    return new RestoreWindowMoved(server, earliest, latest, latest, List.of());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
