package dev.meridian.restore.messaging;

import static dev.meridian.restore.messaging.ServiceUnderTest.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.events.BackupEvent.RestoreWindowMoved;
import dev.meridian.events.EventEnvelope;
import dev.meridian.events.InventoryEvent.ServerPlaced;
import dev.meridian.events.Origin;
import dev.meridian.events.PostgresHostEvent.ProvisionedOrigin;
import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningProgressed;
import dev.meridian.events.PricingTier;
import dev.meridian.events.RestoreEvent.RestoreFailed;
import dev.meridian.events.RestoreEvent.RestorePlanned;
import dev.meridian.events.RestoreEvent.RestoreRejected;
import dev.meridian.events.RestoreEvent.RestoreRequested;
import dev.meridian.events.RestoreTarget;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.restore.TestArchive;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** A shop whose log and backups lie in a repository, and the service that restores it. */
abstract class RestoredShop {

  static final AtomicInteger NAMES = new AtomicInteger();
  static final PricingTier TIER =
      new PricingTier(
          PricingTier.ComputeTier.GeneralPurpose,
          2,
          32,
          7,
          PricingTier.Redundancy.Local,
          Duration.ofMinutes(2));

  static final ServiceUnderTest service = ServiceUnderTest.shared();

  final Instant noon = Instant.now().minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);
  String shop;
  String copy;
  UUID source;
  TestArchive archive;
  BackupSummary backup;
  TransactionEnd lastBefore;

  /** A server with a backup 10 minutes before noon, commits around noon, and all of it archived. */
  @BeforeEach
  void createShop() {
    shop = "shop-" + NAMES.incrementAndGet();
    copy = shop + "-1159";
    source = UUID.randomUUID();
    archive = new TestArchive(service.repository(), service.key(), source);
    backup = archive.backup(noon.minusSeconds(600));
    lastBefore = archive.commit(noon.minusSeconds(5));
    archive.commit(noon);
    archive.commit(noon.plusSeconds(60));
    archive.archive();
    service.awaitHandled(placed(source, shop));
  }

  RestorePlanned planned(String id) {
    return service.awaitEvent(RestorePlanned.class, id);
  }

  RestoreFailed failed(RestorePlanned planned) {
    return service.awaitEvent(RestoreFailed.class, planned.restoreId().toString());
  }

  String rejectionOf(RestoreTarget target, String name, UUID of) {
    UUID id = request(of, target, name);
    return service.awaitEvent(RestoreRejected.class, id.toString()).code();
  }

  static UUID request(UUID of, RestoreTarget target, String name) {
    UUID id = UUID.randomUUID();
    service.publish(new RestoreRequested(id, of, target, UUID.randomUUID(), name, null));
    return id;
  }

  static EventEnvelope again(EventEnvelope told) {
    return new EventEnvelope(
        UUID.randomUUID(), told.source(), told.time(), told.causationId(), told.event());
  }

  static EventEnvelope placed(UUID id, String name) {
    return service.publish(
        new ServerPlaced(
            id, name, TIER, "ada", new Origin.New("sealed"), 18, "here", "host-1", 5500));
  }

  /** The same, and its backups are copied to the other region. */
  static EventEnvelope placedGeo(UUID id, String name) {
    var tier =
        new PricingTier(
            PricingTier.ComputeTier.GeneralPurpose, 2, 32, 7, PricingTier.Redundancy.Geo, null);
    return service.publish(
        new ServerPlaced(
            id, name, tier, "ada", new Origin.New("sealed"), 18, "here", "host-1", 5500));
  }

  /** As much of a server's archive as there is now, in the other region. */
  static void copyToOtherRegion(UUID server) throws IOException {
    Path from = service.repository().resolve("servers/" + server);
    Path to = service.otherRepository().resolve("servers/" + server);
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  /** As if the deployment had had another region once, where this shop's backups lie. */
  void placeInLostRegion() {
    service.record("update source_server set region = 'nowhere' where id = ?", source);
  }

  /** What was heard of its window can't be read any more. */
  void garbleWindow() {
    service.awaitHandled(
        service.publish(new RestoreWindowMoved(source, noon, noon, noon, List.of())));
    service.record("update restore_window set gaps = 'garbled' where server_id = ?", source);
  }

  static ServerProvisioningProgressed progress(RestorePlanned planned, String phase, long done) {
    return new ServerProvisioningProgressed(
        planned.newServerId(), planned.restoreId(), phase, done, 100, null, null);
  }

  ServerProvisioned provisioned(RestorePlanned planned) {
    return provisionedAs(
        planned.newServerId(),
        planned.newServerName(),
        new ProvisionedOrigin.Restored(
            planned.restoreId(),
            source,
            planned.plan().targetTime(),
            lastBefore.at(),
            planned.plan().walTo()));
  }

  static ServerProvisioned provisionedAs(UUID id, String name, ProvisionedOrigin origin) {
    return new ServerProvisioned(
        id,
        name,
        TIER,
        "ada",
        origin,
        "here",
        "host-1",
        "127.0.0.1",
        5501,
        "18.6",
        "7000000000000000001",
        2);
  }

  static HttpResponse<String> ask(String from, String target, String to) throws Exception {
    return service.post(body(from, target, to));
  }

  static String body(String from, String target, String to) {
    return "{\"sourceServer\":\"%s\",\"target\":%s,\"newServerName\":\"%s\"}"
        .formatted(from, target, to);
  }

  static String at(@Nullable Instant instant) {
    return "{\"kind\":\"PointInTime\",\"at\":\"%s\"}".formatted(instant);
  }

  static String idOf(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return JSON.readTree(answer.body()).path("id").asString();
  }

  static String codeOf(HttpResponse<String> answer) {
    return JSON.readTree(answer.body()).path("code").asString();
  }
}
