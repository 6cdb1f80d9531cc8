package dev.meridian.inventory;

import static dev.meridian.inventory.RunningInventory.PAIRED;
import static dev.meridian.inventory.RunningInventory.UNPAIRED;
import static dev.meridian.inventory.RunningInventory.eventually;
import static dev.meridian.inventory.RunningInventory.request;
import static dev.meridian.inventory.RunningInventory.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.events.EventEnvelope;
import dev.meridian.events.InventoryEvent.ServerPlaced;
import dev.meridian.events.InventoryEvent.ServerRejected;
import dev.meridian.events.InventoryEvent.ServerRequested;
import dev.meridian.events.Origin;
import dev.meridian.events.PostgresHostEvent.ServerDropped;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningFailed;
import dev.meridian.events.PricingTier;
import dev.meridian.security.scram.ScramVerifier;
import dev.meridian.security.seal.SealingKey;
import dev.meridian.testsupport.TestHttp.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ServerCreationIT {

  private final RunningInventory inventory = RunningInventory.shared();

  @Test
  void aServerIsRegisteredAndPlacedAsItWasAskedFor() {
    String name = unique("shop");

    Answer answer = inventory.http.post("/v1/servers", request(name));

    assertThat(answer.status()).isEqualTo(202);
    UUID id = UUID.fromString(answer.body().path("id").asString());
    assertThat(answer.location()).isEqualTo("/v1/servers/" + id);
    assertThat(answer.body().path("status").asString()).isEqualTo("Requested");
    assertThat(answer.body().at("/pricingTier/backupRetentionDays").asInt()).isEqualTo(7);
    assertThat(answer.body().at("/pricingTier/backupRedundancy").asString()).isEqualTo("Local");
    ServerPlaced placed = inventory.placed(id);
    assertThat(inventory.topics.events(ServerRequested.class, id)).hasSize(1);
    assertThat(placed.name()).isEqualTo(name);
    assertThat(placed.postgresVersion()).isEqualTo(18);
    assertThat(placed.region()).isEqualTo(PAIRED);
    assertThat(placed.port()).isBetween(5500, 5999);
    inventory.status(name, "Provisioning");
    assertThat(inventory.server(name).path("hostId").asString()).isEqualTo(placed.hostId());
  }

  @Test
  void onlyASealedVerifierOfThePasswordLeavesTheRequest() {
    ServerPlaced placed = inventory.placed(unique("shop"));

    String sealed = ((Origin.New) placed.origin()).sealedVerifier();
    String verifier = inventory.openingKey.open(placed.serverId(), sealed);

    assertThat(ScramVerifier.parse(verifier).text()).isEqualTo(verifier);
    assertThat(inventory.topics.envelopes(placed.serverId()).toString())
        .doesNotContain("Open-Sesame-1")
        .doesNotContain(verifier);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a short name            | name                             | \"ab\"              | server-name-invalid",
        "a capital               | name                             | \"Shop\"            | server-name-invalid",
        "a leading digit         | name                             | \"1shop\"           | server-name-invalid",
        "a trailing hyphen       | name                             | \"shop-\"           | server-name-invalid",
        "no name                 | name                             | null                | server-name-invalid",
        "an unknown tier         | pricingTier.computeTier          | \"Huge\"            | compute-tier-invalid",
        "no tier                 | pricingTier.computeTier          | null                | compute-tier-invalid",
        "cores not offered       | pricingTier.vCores               | 3                   | vcores-invalid",
        "too many cores          | pricingTier.vCores               | 128                 | vcores-invalid",
        "too little storage      | pricingTier.storageGb            | 4                   | storage-invalid",
        "too much storage        | pricingTier.storageGb            | 16385               | storage-invalid",
        "too short a retention   | pricingTier.backupRetentionDays  | 6                   | backup-retention-invalid",
        "too long a retention    | pricingTier.backupRetentionDays  | 36                  | backup-retention-invalid",
        "no such duration        | pricingTier.restoreTimeObjective | \"5m\"              | restore-time-objective-invalid",
        "a number of seconds     | pricingTier.restoreTimeObjective | 300                 | restore-time-objective-invalid",
        "too short an objective  | pricingTier.restoreTimeObjective | \"PT29S\"           | restore-time-objective-invalid",
        "too long an objective   | pricingTier.restoreTimeObjective | \"PT24H1S\"         | restore-time-objective-invalid",
        "an unknown redundancy   | pricingTier.backupRedundancy     | \"Zone\"            | backup-redundancy-invalid",
        "a login with a space    | adminLogin                       | \"shop keeper\"     | admin-login-invalid",
        "no login                | adminLogin                       | null                | admin-login-invalid",
        "PostgreSQL's superuser  | adminLogin                       | \"postgres\"        | admin-login-reserved",
        "a role of PostgreSQL's  | adminLogin                       | \"pg_monitor\"      | admin-login-reserved",
        "a role of Meridian's    | adminLogin                       | \"meridian_x\"      | admin-login-reserved",
        "the login public        | adminLogin                       | \"public\"          | admin-login-reserved",
        "the login admin         | adminLogin                       | \"admin\"           | admin-login-reserved",
        "the login administrator | adminLogin                       | \"administrator\"   | admin-login-reserved",
        "the login root          | adminLogin                       | \"root\"            | admin-login-reserved",
        "the login guest         | adminLogin                       | \"guest\"           | admin-login-reserved",
        "a short password        | adminPassword                    | \"Ab1-\"            | password-too-short",
        "no password             | adminPassword                    | null                | password-too-short",
        "a simple password       | adminPassword                    | \"opensesame\"      | password-too-simple",
        "the login in a password | adminPassword                    | \"1-ShopKeeper\"    | password-contains-login",
        "a control character     | adminPassword                    | \"Open-Sesame\\n1\" | password-character-unusable",
        "a version nobody runs   | postgresVersion                  | 9                   | postgres-version-unavailable",
        "an unknown region       | region                           | \"atlantis\"        | region-unknown",
        "text for a number       | pricingTier.vCores               | \"two\"             | request-invalid",
        "an unknown field        | favouriteColour                  | \"blue\"            | request-invalid",
      })
  void badInputIsRefusedWithItsCode(String what, String field, String value, String code) {
    String name = unique("bad");

    Answer answer = inventory.http.post("/v1/servers", json(name, field, value));

    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.body().path("field").asString()).isEqualTo(field);
    assertThat(inventory.http.get("/v1/servers/" + name).status()).isEqualTo(404);
  }

  @Test
  void aPasswordOf129CharactersIsRefused() {
    Map<String, Object> request = request(unique("bad"));
    request.put("adminPassword", "Ab-" + "1".repeat(126));

    assertThat(inventory.http.post("/v1/servers", request).code()).isEqualTo("password-too-long");
  }

  @Test
  void whatIsNotJsonIsRefused() {
    assertThat(inventory.http.post("/v1/servers", "{\"name\":").code())
        .isEqualTo("request-invalid");
    assertThat(inventory.http.post("/v1/servers", "").code()).isEqualTo("request-invalid");
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    Answer answer =
        inventory.http.post(
            "/v1/servers",
            Map.of("name", "X", "pricingTier", Map.of("computeTier", "Basic", "vCores", 8)));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("errors").findValuesAsString("code"))
        .containsExactlyInAnyOrder(
            "password-too-short",
            "password-too-simple",
            "server-name-invalid",
            "vcores-invalid",
            "storage-invalid",
            "admin-login-invalid");
  }

  @Test
  void geographicRedundancyNeedsAPairedRegion() {
    Map<String, Object> request = request(unique("geo"));
    request.put("pricingTier", tier("GeneralPurpose", "Geo"));
    request.put("region", UNPAIRED);
    assertThat(inventory.http.post("/v1/servers", request).code()).isEqualTo("region-not-paired");

    request.remove("region");
    Answer answer = inventory.http.post("/v1/servers", request);
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.body().path("region").asString()).isEqualTo(PAIRED);
  }

  @Test
  void basicServersAreBackedUpLocallyOnly() {
    Map<String, Object> request = request(unique("geo"));
    request.put("pricingTier", tier("Basic", "Geo"));

    assertThat(inventory.http.post("/v1/servers", request).code())
        .isEqualTo("backup-redundancy-not-offered");
  }

  @Test
  void aTakenNameIsRefused() {
    String name = unique("shop");
    inventory.placed(name);

    Answer answer = inventory.http.post("/v1/servers", request(name));

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.code()).isEqualTo("server-name-taken");
    assertThat(answer.body().path("field").asString()).isEqualTo("name");
  }

  @Test
  void ofConcurrentRequestsForOneNameExactlyOneWins() throws Exception {
    String name = unique("race");
    Callable<Answer> request = () -> inventory.http.post("/v1/servers", request(name));

    List<Answer> answers;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      answers =
          threads.invokeAll(IntStream.range(0, 12).mapToObj(_ -> request).toList()).stream()
              .map(Future::resultNow)
              .toList();
    }

    assertThat(answers).filteredOn(answer -> answer.status() == 202).hasSize(1);
    assertThat(answers)
        .filteredOn(answer -> answer.status() != 202)
        .allSatisfy(answer -> assertThat(answer.code()).isEqualTo("server-name-taken"));
  }

  @Test
  void aServerThatSomebodyElseAsksForIsPlacedToo() {
    UUID id = UUID.randomUUID();
    String name = unique("foreign");
    inventory.topics.publish(foreign(id, name, 2, "shopkeeper", 15));

    ServerPlaced placed = inventory.placed(id);

    assertThat(placed.origin())
        .isEqualTo(new Origin.New(foreign(id, name, 2, "shopkeeper", 15).sealedVerifier()));
    assertThat(placed.postgresVersion()).isEqualTo(15);
    assertThat(placed.pricingTier().restoreTimeObjective()).isEqualTo(Duration.ofMinutes(5));
    inventory.status(name, "Provisioning");
  }

  @ParameterizedTest(name = "{4}")
  @CsvSource({
    "Foreign!, 2, shopkeeper, 15, server-name-invalid",
    "foreign-a, 3, shopkeeper, 15, vcores-invalid",
    "foreign-b, 2, postgres, 15, admin-login-reserved",
    "foreign-c, 2, shopkeeper, 9, postgres-version-unavailable",
  })
  void whatSomebodyElseAsksForPassesTheSameChecks(
      String name, int cores, String login, int version, String code) {
    UUID id = UUID.randomUUID();
    inventory.topics.publish(foreign(id, name, cores, login, version));

    ServerRejected rejected = rejected(id);

    assertThat(rejected.code()).isEqualTo(code);
    assertThat(rejected.reason()).isNotBlank();
    assertThat(rejected.restoreId()).isNull();
    assertThat(inventory.http.get("/v1/servers/" + id).status()).isEqualTo(404);
  }

  @Test
  void anObjectiveThatSomebodyElseAsksForIsCheckedToo() {
    UUID id = UUID.randomUUID();
    Duration million = Duration.ofDays(1_000_000);
    inventory.topics.publish(foreign(id, unique("foreign"), 2, "shopkeeper", 15, million));

    assertThat(rejected(id).code()).isEqualTo("restore-time-objective-invalid");
  }

  @Test
  void aForeignRequestForATakenNameTouchesNoOtherServer() {
    String name = unique("shop");
    ServerPlaced mine = inventory.placed(name);
    UUID id = UUID.randomUUID();
    inventory.topics.publish(foreign(id, name, 2, "shopkeeper", 18));

    assertThat(rejected(id).code()).isEqualTo("server-name-taken");
    assertThat(inventory.server(name).path("id").asString()).isEqualTo(mine.serverId().toString());
    assertThat(inventory.server(name).path("status").asString()).isEqualTo("Provisioning");
  }

  @Test
  void aRequestThatArrivesTwicePlacesOneServer() {
    UUID id = UUID.randomUUID();
    ServerRequested request = foreign(id, unique("twice"), 2, "shopkeeper", 15);
    EventEnvelope first = inventory.topics.publish(request);
    inventory.topics.publish(first);
    inventory.publishHandled(request);

    assertThat(inventory.topics.events(ServerPlaced.class, id)).hasSize(1);
    assertThat(inventory.topics.events(ServerRejected.class, id)).isEmpty();
  }

  @Test
  void everyServerOfAHostHasAPortOfItsOwnUntilTheHostIsFull() {
    String region = UNPAIRED;
    inventory.host(unique("small"), region, List.of(17), 7000, 2);
    UUID first = UUID.randomUUID();
    UUID second = UUID.randomUUID();
    UUID third = UUID.randomUUID();
    for (UUID id : List.of(first, second)) {
      inventory.topics.publish(foreign(id, unique("small"), 2, "shopkeeper", 17));
    }
    assertThat(List.of(inventory.placed(first).port(), inventory.placed(second).port()))
        .containsExactlyInAnyOrder(7000, 7001);

    String name = unique("small");
    inventory.topics.publish(foreign(third, name, 2, "shopkeeper", 17));

    assertThat(rejected(third).code()).isEqualTo("no-host-available");
    assertThat(inventory.server(third).path("status").asString()).isEqualTo("Failed");
    assertThat(inventory.server(third).path("statusReason").asString()).contains("17");
    assertThat(inventory.http.delete("/v1/servers/" + name).status()).isEqualTo(202);
    assertThat(inventory.server(third).path("status").asString()).isEqualTo("Dropped");
  }

  @Test
  void whereSomethingElseListensTheNextServerGetsAnotherPort() throws Exception {
    inventory.host(unique("busy"), UNPAIRED, List.of(14), 7100, 3);
    ServerPlaced first = placedWith14();
    assertThat(first.port()).isEqualTo(7100);
    findPortTaken(first);
    assertThat(inventory.server(first.serverId()).path("status").asString()).isEqualTo("Failed");
    ServerPlaced second = placedWith14();
    assertThat(second.port()).isEqualTo(7101);
    findPortTaken(second);
    assertThat(placedWith14().port()).isEqualTo(7102);

    // No other is free: what was found longest ago may have gone.
    ServerPlaced again = placedWith14();
    assertThat(again.port()).isEqualTo(7100);
    findPortTaken(again);
    ServerPlaced last = placedWith14();
    assertThat(last.port()).isEqualTo(7101);
    inventory.publishHandled(new ServerDropped(last.serverId()));

    inventory.database.execute(
        "update inventory.foreign_port set found_at = found_at - interval '15 minutes'");
    assertThat(placedWith14().port()).isEqualTo(7100);
  }

  private ServerPlaced placedWith14() {
    UUID id = UUID.randomUUID();
    inventory.topics.publish(foreign(id, unique("busy"), 2, "shopkeeper", 14));
    return inventory.placed(id);
  }

  private void findPortTaken(ServerPlaced placed) {
    inventory.publishHandled(
        new ServerProvisioningFailed(
            placed.serverId(), null, "port-taken", "Something else listens on it"));
  }

  @Test
  void anybodyCanSealAVerifierWithTheFleetsKey() {
    Answer answer = inventory.http.get("/v1/sealing-key");

    assertThat(answer.status()).isEqualTo(200);
    UUID id = UUID.randomUUID();
    String sealed = SealingKey.fromJson(answer.body().toString()).seal(id, "text");
    assertThat(inventory.openingKey.open(id, sealed)).isEqualTo("text");
  }

  @Test
  void hostsAreShownAsTheyReport() {
    String id = unique("host");
    inventory.host(id, "elsewhere", List.of(16), 9000, 3);

    var shown =
        inventory
            .http
            .get("/v1/hosts")
            .body()
            .path("hosts")
            .valueStream()
            .filter(host -> host.path("id").asString().equals(id))
            .findFirst()
            .orElseThrow();

    assertThat(shown.path("region").asString()).isEqualTo("elsewhere");
    assertThat(shown.path("vCores").asInt()).isEqualTo(8);
    assertThat(shown.path("living").asBoolean()).isTrue();
    assertThat(shown.path("postgresVersions").toString()).isEqualTo("[16]");
  }

  private ServerRejected rejected(UUID id) {
    return eventually(
            () -> inventory.topics.events(ServerRejected.class, id),
            it -> assertThat(it).hasSize(1))
        .getFirst();
  }

  private static ServerRequested foreign(
      UUID id, String name, int cores, String login, int version) {
    return foreign(id, name, cores, login, version, null);
  }

  private static ServerRequested foreign(
      UUID id, String name, int cores, String login, int version, Duration objective) {
    var tier =
        new PricingTier(
            PricingTier.ComputeTier.GeneralPurpose,
            cores,
            32,
            7,
            PricingTier.Redundancy.Local,
            objective);
    return new ServerRequested(id, name, tier, login, "c2VhbGVk", version, null);
  }

  private static Map<String, Object> tier(String compute, String redundancy) {
    return Map.of(
        "computeTier", compute, "vCores", 2, "storageGb", 32, "backupRedundancy", redundancy);
  }

  private static String json(String name, String field, String value) {
    var mapper = JsonMapper.shared();
    var request = (ObjectNode) mapper.valueToTree(request(name));
    var target = request;
    String last = field;
    if (field.startsWith("pricingTier.")) {
      target = (ObjectNode) request.path("pricingTier");
      last = field.substring("pricingTier.".length());
    }
    target.set(last, mapper.readTree(value));
    return request.toString();
  }
}
