package dev.meridian.inventory;

import static dev.meridian.inventory.RunningInventory.UNPAIRED;
import static dev.meridian.inventory.RunningInventory.eventually;
import static dev.meridian.inventory.RunningInventory.provisioned;
import static dev.meridian.inventory.RunningInventory.request;
import static dev.meridian.inventory.RunningInventory.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.events.BackupEvent.RestoreWindowMoved;
import dev.meridian.events.Event;
import dev.meridian.events.InventoryEvent.AdminPasswordChangeRequested;
import dev.meridian.events.InventoryEvent.BackupPolicyChanged;
import dev.meridian.events.InventoryEvent.Durability;
import dev.meridian.events.InventoryEvent.DurabilityChanged;
import dev.meridian.events.InventoryEvent.PricingTierChanged;
import dev.meridian.events.InventoryEvent.ServerDropRequested;
import dev.meridian.events.InventoryEvent.ServerPlaced;
import dev.meridian.events.PostgresHostEvent.AdminPasswordChangeFailed;
import dev.meridian.events.PostgresHostEvent.AdminPasswordChanged;
import dev.meridian.events.PostgresHostEvent.PricingTierApplied;
import dev.meridian.events.PostgresHostEvent.ProvisionedOrigin;
import dev.meridian.events.PostgresHostEvent.ServerDropped;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningFailed;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningProgressed;
import dev.meridian.events.PricingTier.Redundancy;
import dev.meridian.security.scram.ScramVerifier;
import dev.meridian.testsupport.TestHttp.Answer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ServerLifeIT {

  private final RunningInventory inventory = RunningInventory.shared();

  @Test
  void aProvisionedServerIsReadyAndSaysWhereItIs() {
    ServerPlaced placed = inventory.ready(unique("shop"));

    JsonNode server = inventory.server(placed.name());

    assertThat(server.at("/endpoint/host").asString()).isEqualTo("10.0.0.7");
    assertThat(server.at("/endpoint/port").asInt()).isEqualTo(placed.port());
    assertThat(server.path("postgresVersion").asString()).isEqualTo("18.6");
    assertThat(server.at("/origin/kind").asString()).isEqualTo("New");
    assertThat(server.path("pricingTierApplied").asBoolean()).isTrue();
    assertThat(inventory.server(placed.serverId())).isEqualTo(server);
  }

  @Test
  void lateNewsOfBeingMadeChangesNothing() {
    ServerPlaced placed = inventory.ready(unique("shop"));
    UUID id = placed.serverId();
    JsonNode before = inventory.server(id);

    inventory.topics.publish(
        new ServerProvisioningProgressed(id, null, "initdb", 0, 0, null, null));
    inventory.publishHandled(new ServerProvisioningFailed(id, null, "late", "too late"));

    assertThat(inventory.server(id)).isEqualTo(before);
  }

  @Test
  void aServerThatCouldNotBeMadeHasFailedAndLeavesItsNameAndItsPort() {
    ServerPlaced failed = inventory.placed(unique("shop"));
    inventory.publishHandled(
        new ServerProvisioningFailed(failed.serverId(), null, "disk-full", "The disk is full"));

    JsonNode server = inventory.server(failed.name());
    assertThat(server.path("status").asString()).isEqualTo("Failed");
    assertThat(server.path("statusReason").asString()).isEqualTo("The disk is full");
    assertThat(placesOf(failed)).isEqualTo("0");

    ServerPlaced next = inventory.placed(failed.name());
    assertThat(inventory.server(failed.name()).path("id").asString())
        .isEqualTo(next.serverId().toString());
  }

  @Test
  void anotherRetentionIsABackupPolicyOnly() {
    ServerPlaced placed = inventory.ready(unique("shop"));

    Answer answer = patch(placed, Map.of("backupRetentionDays", 14, "backupRedundancy", "Geo"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().at("/pricingTier/backupRetentionDays").asInt()).isEqualTo(14);
    assertThat(answer.body().at("/pricingTier/vCores").asInt()).isEqualTo(2);
    assertThat(eventuallyOne(BackupPolicyChanged.class, placed))
        .isEqualTo(
            new BackupPolicyChanged(placed.serverId(), 14, Redundancy.Geo, Duration.ofMinutes(5)));
    assertThat(inventory.topics.events(PricingTierChanged.class, placed.serverId())).isEmpty();
  }

  @Test
  void howLongARestoreMayReplayIsAskedForKeptShownAndChangedAsAPolicyOfBackups() {
    Map<String, Object> request = request(unique("shop"));
    request.put("pricingTier", tier("PT90S"));
    Answer created = inventory.http.post("/v1/servers", request);
    assertThat(created.status()).as("%s", created.body()).isEqualTo(202);
    assertThat(objective(created)).isEqualTo("PT1M30S");
    ServerPlaced placed = inventory.placed(UUID.fromString(created.body().path("id").asString()));
    inventory.publishHandled(provisioned(placed, new ProvisionedOrigin.New()));
    assertThat(placed.pricingTier().restoreTimeObjective()).isEqualTo(Duration.ofSeconds(90));

    assertThat(objective(patch(placed, Map.of("backupRetentionDays", 8)))).isEqualTo("PT1M30S");
    Answer changed = patch(placed, Map.of("restoreTimeObjective", "PT2H"));

    assertThat(objective(changed)).isEqualTo("PT2H");
    assertThat(objective(inventory.http.get("/v1/servers/" + placed.name()))).isEqualTo("PT2H");
    assertThat(
            eventually(
                () -> inventory.topics.events(BackupPolicyChanged.class, placed.serverId()),
                it -> assertThat(it).hasSize(2)))
        .containsExactly(
            new BackupPolicyChanged(placed.serverId(), 8, Redundancy.Local, Duration.ofSeconds(90)),
            new BackupPolicyChanged(placed.serverId(), 8, Redundancy.Local, Duration.ofHours(2)));
    assertThat(inventory.topics.events(PricingTierChanged.class, placed.serverId())).isEmpty();
  }

  private static Map<String, Object> tier(String objective) {
    return Map.of(
        "computeTier", "Basic", "vCores", 1, "storageGb", 5, "restoreTimeObjective", objective);
  }

  private static String objective(Answer answer) {
    return answer.body().at("/pricingTier/restoreTimeObjective").asString();
  }

  @Test
  void moreCoresAreAPricingTierOnlyAndAppliedOnceTheHostSaysSo() {
    ServerPlaced placed = inventory.ready(unique("shop"));

    Answer answer = patch(placed, Map.of("vCores", 8, "storageGb", 64));

    assertThat(answer.body().path("pricingTierApplied").asBoolean()).isFalse();
    PricingTierChanged changed = eventuallyOne(PricingTierChanged.class, placed);
    assertThat(changed.pricingTier().vCores()).isEqualTo(8);
    assertThat(changed.pricingTier().storageGb()).isEqualTo(64);
    assertThat(inventory.topics.events(BackupPolicyChanged.class, placed.serverId())).isEmpty();

    inventory.publishHandled(new PricingTierApplied(placed.serverId(), placed.pricingTier()));
    assertThat(inventory.server(placed.name()).path("pricingTierApplied").asBoolean()).isFalse();
    inventory.publishHandled(new PricingTierApplied(placed.serverId(), changed.pricingTier()));
    assertThat(inventory.server(placed.name()).path("pricingTierApplied").asBoolean()).isTrue();
  }

  @Test
  void whatCommitsWaitForIsSaidWhenItBecomesAnother() {
    ServerPlaced placed = inventory.ready(unique("shop"));
    assertThat(inventory.server(placed.name()).path("durability").asString())
        .isEqualTo("Asynchronous");

    assertThat(durability(placed, "Asynchronous").status()).isEqualTo(200);
    Answer answer = durability(placed, "Synchronous");

    assertThat(answer.body().path("durability").asString()).isEqualTo("Synchronous");
    assertThat(eventuallyOne(DurabilityChanged.class, placed))
        .isEqualTo(new DurabilityChanged(placed.serverId(), Durability.Synchronous));
    Answer refused = durability(placed, "Forever");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().path("code").asString()).isEqualTo("durability-invalid");
  }

  private Answer durability(ServerPlaced server, String durability) {
    return inventory.http.patch("/v1/servers/" + server.name(), Map.of("durability", durability));
  }

  @Test
  void whatStaysAsItIsIsNotSaid() {
    ServerPlaced placed = inventory.ready(unique("shop"));

    assertThat(patch(placed, Map.of("vCores", 2, "backupRetentionDays", 7)).status())
        .isEqualTo(200);
    assertThat(inventory.http.patch("/v1/servers/" + placed.name(), Map.of()).status())
        .isEqualTo(200);
    patch(placed, Map.of("backupRetentionDays", 8));

    assertThat(eventuallyOne(BackupPolicyChanged.class, placed).retentionDays()).isEqualTo(8);
    assertThat(inventory.topics.events(PricingTierChanged.class, placed.serverId())).isEmpty();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "computeTier, Huge, 400, compute-tier-invalid",
    "vCores, 3, 400, vcores-invalid",
    "storageGb, 31, 409, storage-cannot-shrink",
    "storageGb, 20000, 400, storage-invalid",
    "backupRetentionDays, 6, 400, backup-retention-invalid",
    "backupRetentionDays, 36, 400, backup-retention-invalid",
    "backupRedundancy, Zone, 400, backup-redundancy-invalid",
    "restoreTimeObjective, PT29S, 400, restore-time-objective-invalid",
    "restoreTimeObjective, P2D, 400, restore-time-objective-invalid",
  })
  void aTierThatCannotBeHadIsRefused(String field, String value, int status, String code) {
    ServerPlaced placed = inventory.ready(unique("shop"));
    Object given = value.matches("\\d+") ? Integer.valueOf(value) : value;

    Answer answer = patch(placed, Map.of(field, given));

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.body().path("field").asString()).isEqualTo("pricingTier." + field);
    assertThat(inventory.server(placed.name()).at("/pricingTier/storageGb").asInt()).isEqualTo(32);
  }

  @Test
  void aGeographicallyRedundantServerCannotBecomeBasic() {
    ServerPlaced placed = inventory.ready(unique("shop"));
    patch(placed, Map.of("backupRedundancy", "Geo"));

    assertThat(patch(placed, Map.of("computeTier", "Basic")).code())
        .isEqualTo("backup-redundancy-not-offered");
    assertThat(patch(placed, Map.of("computeTier", "Basic", "backupRedundancy", "Local")).status())
        .isEqualTo(200);
  }

  @Test
  void aServerOfAnUnpairedRegionCannotBecomeGeographicallyRedundant() {
    Map<String, Object> request = request(unique("shop"));
    request.put("region", UNPAIRED);
    request.put("postgresVersion", 15);
    Answer created = inventory.http.post("/v1/servers", request);
    ServerPlaced placed = inventory.placed(UUID.fromString(created.body().path("id").asString()));
    inventory.publishHandled(provisioned(placed, new ProvisionedOrigin.New()));

    assertThat(patch(placed, Map.of("backupRedundancy", "Geo")).code())
        .isEqualTo("region-not-paired");
  }

  @Test
  void onlyAReadyServerCanBeChangedOrDropped() {
    ServerPlaced placed = inventory.placed(unique("shop"));
    String path = "/v1/servers/" + placed.name();

    for (Answer answer :
        List.of(
            patch(placed, Map.of("vCores", 4)),
            inventory.http.post(path + "/admin-password", Map.of("password", "Close-Sesame-2")),
            inventory.http.delete(path))) {
      assertThat(answer.status()).isEqualTo(409);
      assertThat(answer.code()).isEqualTo("server-not-ready");
      assertThat(answer.body().path("serverStatus").asString()).isEqualTo("Provisioning");
    }
  }

  @Test
  void aServerThatNobodyKnowsIsNotFound() {
    for (String server : List.of("nobody-knows-it", UUID.randomUUID().toString())) {
      String path = "/v1/servers/" + server;
      for (Answer answer :
          List.of(
              inventory.http.get(path),
              inventory.http.patch(path, Map.of()),
              inventory.http.delete(path),
              inventory.http.post(path + "/admin-password", Map.of("password", "x")))) {
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("server-not-found");
      }
    }
  }

  @Test
  void anotherPasswordTravelsSealedAndIsPendingUntilItIsValid() {
    ServerPlaced placed = inventory.ready(unique("shop"));

    UUID changeId = changePassword(placed, "Close-Sesame-2");

    AdminPasswordChangeRequested asked = eventuallyOne(AdminPasswordChangeRequested.class, placed);
    assertThat(asked.changeId()).isEqualTo(changeId);
    assertThat(asked.adminLogin()).isEqualTo("shopkeeper");
    String verifier = inventory.openingKey.open(placed.serverId(), asked.sealedVerifier());
    assertThat(ScramVerifier.parse(verifier).text()).isEqualTo(verifier);
    assertThat(asked.toString()).doesNotContain("Close-Sesame-2");
    assertThat(change(placed, "state")).isEqualTo("Pending");

    inventory.publishHandled(new AdminPasswordChanged(placed.serverId(), changeId));
    assertThat(change(placed, "state")).isEqualTo("Changed");
  }

  @Test
  void onlyTheLastPasswordChangeCounts() {
    ServerPlaced placed = inventory.ready(unique("shop"));
    UUID first = changePassword(placed, "Close-Sesame-2");
    UUID second = changePassword(placed, "Close-Sesame-3");

    inventory.publishHandled(new AdminPasswordChanged(placed.serverId(), first));
    assertThat(change(placed, "state")).isEqualTo("Pending");
    inventory.publishHandled(
        new AdminPasswordChangeFailed(placed.serverId(), second, "x", "The server is down"));

    assertThat(change(placed, "changeId")).isEqualTo(second.toString());
    assertThat(change(placed, "state")).isEqualTo("Failed");
    assertThat(change(placed, "reason")).isEqualTo("The server is down");
  }

  @ParameterizedTest
  @CsvSource({
    "Ab1-, password-too-short",
    "opensesame, password-too-simple",
    "1-ShopKeeper, password-contains-login",
  })
  void aPasswordThatIsNoneIsRefused(String password, String code) {
    ServerPlaced placed = inventory.ready(unique("shop"));

    Answer answer =
        inventory.http.post(
            "/v1/servers/" + placed.name() + "/admin-password", Map.of("password", password));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.body().path("field").asString()).isEqualTo("password");
    assertThat(answer.body().toString()).doesNotContain(password);
    assertThat(inventory.server(placed.name()).has("passwordChange")).isFalse();
  }

  @Test
  void aDroppedServerLeavesItsNameAndItsPortAndIsStillShown() {
    ServerPlaced placed = inventory.ready(unique("shop"));
    String path = "/v1/servers/" + placed.name();

    Answer answer = inventory.http.delete(path);

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.body().path("status").asString()).isEqualTo("Dropping");
    assertThat(eventuallyOne(ServerDropRequested.class, placed).name()).isEqualTo(placed.name());
    assertThat(inventory.http.delete(path).code()).isEqualTo("server-dropping");
    assertThat(inventory.http.post("/v1/servers", request(placed.name())).code())
        .isEqualTo("server-name-taken");
    assertThat(placesOf(placed)).isEqualTo("1");
    assertThat(verifiersOf(placed)).isEqualTo("1");

    inventory.publishHandled(new ServerDropped(placed.serverId()));

    assertThat(inventory.http.get(path).status()).isEqualTo(404);
    assertThat(inventory.server(placed.serverId()).path("status").asString()).isEqualTo("Dropped");
    assertThat(listed("")).doesNotContain(placed.serverId().toString());
    assertThat(placesOf(placed)).isEqualTo("0");
    assertThat(verifiersOf(placed)).isEqualTo("0");
    assertThat(inventory.http.delete("/v1/servers/" + placed.serverId()).code())
        .isEqualTo("server-dropping");
    inventory.placed(placed.name());
  }

  @Test
  void aServerThatSomebodyElseDropsIsDropping() {
    ServerPlaced placed = inventory.ready(unique("shop"));

    inventory.publishHandled(new ServerDropRequested(placed.serverId(), placed.name()));

    assertThat(inventory.server(placed.name()).path("status").asString()).isEqualTo("Dropping");
    assertThat(inventory.topics.events(ServerDropRequested.class, placed.serverId())).hasSize(1);
  }

  @Test
  void aDroppedServerStaysDropped() {
    ServerPlaced placed = inventory.ready(unique("shop"));
    inventory.publishHandled(new ServerDropped(placed.serverId()));

    inventory.publishHandled(provisioned(placed, new ProvisionedOrigin.New()));
    inventory.publishHandled(new ServerDropRequested(placed.serverId(), placed.name()));

    assertThat(inventory.server(placed.serverId()).path("status").asString()).isEqualTo("Dropped");
  }

  @Test
  void aDroppedServerIsListedForAsLongAsItCanBeRestored() {
    ServerPlaced placed = inventory.ready(unique("shop"));
    String id = placed.serverId().toString();
    Instant noon = Instant.parse("2026-11-22T12:00:00Z");
    inventory.publishHandled(
        new RestoreWindowMoved(placed.serverId(), noon, noon.plusSeconds(60), null, List.of()));
    assertThat(listed("?state=dropped")).doesNotContain(id);

    inventory.publishHandled(new ServerDropped(placed.serverId()));
    assertThat(listed("?state=dropped")).contains(id);

    inventory.publishHandled(
        new RestoreWindowMoved(placed.serverId(), null, null, null, List.of()));
    assertThat(listed("?state=dropped")).doesNotContain(id);
    assertThat(inventory.server(placed.serverId()).path("status").asString()).isEqualTo("Dropped");
  }

  @Test
  void aServerThatNeverRanIsGoneWithoutATraceOnceItIsDropped() {
    String name = unique("shop");
    ServerPlaced placed = inventory.placed(name);
    inventory.publishHandled(
        new ServerProvisioningFailed(placed.serverId(), null, "disk-full", "No space is left"));

    assertThat(inventory.http.delete("/v1/servers/" + name).status()).isEqualTo(202);

    assertThat(listed("")).doesNotContain(placed.serverId().toString());
    assertThat(listed("?state=dropped")).doesNotContain(placed.serverId().toString());
  }

  @Test
  void anUnknownStateToListIsRefused() {
    assertThat(inventory.http.get("/v1/servers?state=gone").code()).isEqualTo("state-unknown");
  }

  private Answer patch(ServerPlaced server, Map<String, Object> tier) {
    return inventory.http.patch("/v1/servers/" + server.name(), Map.of("pricingTier", tier));
  }

  private UUID changePassword(ServerPlaced server, String password) {
    Answer answer =
        inventory.http.post(
            "/v1/servers/" + server.name() + "/admin-password", Map.of("password", password));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
    return UUID.fromString(answer.body().path("changeId").asString());
  }

  private String change(ServerPlaced server, String field) {
    return inventory.server(server.name()).path("passwordChange").path(field).asString();
  }

  private <E extends Event> E eventuallyOne(Class<E> type, ServerPlaced of) {
    return eventually(
            () -> inventory.topics.events(type, of.serverId()), it -> assertThat(it).hasSize(1))
        .getFirst();
  }

  private List<String> listed(String query) {
    return inventory
        .http
        .get("/v1/servers" + query)
        .body()
        .path("servers")
        .valueStream()
        .map(server -> server.path("id").asString())
        .toList();
  }

  private String placesOf(ServerPlaced server) {
    return count("place where server_id = '%s'".formatted(server.serverId()));
  }

  private String verifiersOf(ServerPlaced server) {
    return count(
        "server where id = '%s' and sealed_verifier is not null".formatted(server.serverId()));
  }

  private String count(String what) {
    try {
      return inventory.database.query("select count(*) from inventory." + what);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
