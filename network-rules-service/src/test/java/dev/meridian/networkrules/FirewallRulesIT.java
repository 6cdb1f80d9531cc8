package dev.meridian.networkrules;

import static dev.meridian.networkrules.RunningNetworkRules.placed;
import static dev.meridian.networkrules.RunningNetworkRules.provisioned;
import static dev.meridian.networkrules.RunningNetworkRules.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.events.Event;
import dev.meridian.events.EventEnvelope;
import dev.meridian.events.NetworkRulesEvent.FirewallRule;
import dev.meridian.events.NetworkRulesEvent.NetworkRulesChanged;
import dev.meridian.events.PostgresHostEvent.NetworkRulesApplied;
import dev.meridian.events.PostgresHostEvent.ProvisionedOrigin;
import dev.meridian.events.PostgresHostEvent.ServerDropped;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningFailed;
import dev.meridian.testsupport.TestHttp.Answer;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class FirewallRulesIT {

  private static final Map<String, String> OFFICE =
      Map.of("startAddress", "203.0.113.7", "endAddress", "203.0.113.9");

  private static RunningNetworkRules service;

  @BeforeAll
  static void start() {
    service = RunningNetworkRules.start();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void aServerIsBornWithAnEmptyRuleSet() {
    String name = unique("shop");
    UUID id = service.ready(name);

    assertThat(service.published(id, 1)).containsExactly(new NetworkRulesChanged(id, 0, List.of()));
    JsonNode rules = rules(name);
    assertThat(rules.path("serverId").asString()).isEqualTo(id.toString());
    assertThat(rules.path("revision").asLong()).isZero();
    assertThat(rules.path("appliedRevision").asLong()).isEqualTo(-1);
    assertThat(rules.path("applied").asBoolean()).isFalse();
    assertThat(rules.path("firewallRules")).isEmpty();
  }

  @Test
  void aRestoredServerLetsInNobodyThatItsSourceLetsIn() {
    String source = unique("shop");
    UUID sourceId = service.ready(source);
    put(source, "office", OFFICE);
    UUID id = UUID.randomUUID();
    String name = unique("shop-1159");

    service.publishHandled(
        provisioned(
            id,
            name,
            new ProvisionedOrigin.Restored(
                UUID.randomUUID(), sourceId, Instant.EPOCH, Instant.EPOCH, "0/3000148")));

    assertThat(service.published(id, 1)).containsExactly(new NetworkRulesChanged(id, 0, List.of()));
    assertThat(rules(name).path("firewallRules")).isEmpty();
    assertThat(rules(source).path("firewallRules")).hasSize(1);
  }

  @Test
  void everyChangeIsPublishedAsTheWholeRuleSetOfTheNextRevision() {
    String name = unique("shop");
    UUID id = service.ready(name);

    assertThat(put(name, "office", OFFICE).status()).isEqualTo(201);
    assertThat(
            put(name, "home", Map.of("startAddress", "2001:DB8::1", "endAddress", "2001:db8::f"))
                .body()
                .path("startAddress")
                .asString())
        .isEqualTo("2001:db8::1");
    Map<String, String> wider = Map.of("startAddress", "203.0.113.0", "endAddress", "203.0.113.9");
    assertThat(put(name, "office", wider).status()).isEqualTo(200);
    assertThat(service.http.delete(path(name, "home")).status()).isEqualTo(204);

    FirewallRule office = new FirewallRule("office", "203.0.113.7", "203.0.113.9");
    FirewallRule home = new FirewallRule("home", "2001:db8::1", "2001:db8::f");
    FirewallRule widerOffice = new FirewallRule("office", "203.0.113.0", "203.0.113.9");
    assertThat(service.published(id, 5))
        .containsExactly(
            new NetworkRulesChanged(id, 0, List.of()),
            new NetworkRulesChanged(id, 1, List.of(office)),
            new NetworkRulesChanged(id, 2, List.of(home, office)),
            new NetworkRulesChanged(id, 3, List.of(home, widerOffice)),
            new NetworkRulesChanged(id, 4, List.of(widerOffice)));
    assertThat(service.http.get(path(name, "office")).body().path("startAddress").asString())
        .isEqualTo("203.0.113.0");
    assertThat(rules(id.toString()).path("revision").asLong()).isEqualTo(4);
  }

  @Test
  void aRuleThatIsThereAsItIsChangesNothing() {
    String name = unique("shop");
    UUID id = service.ready(name);
    put(name, "office", OFFICE);

    assertThat(put(name, "office", OFFICE).status()).isEqualTo(200);

    put(name, "other", OFFICE);
    assertThat(service.published(id, 3).getLast().revision()).isEqualTo(2);
  }

  @Test
  void rulesAreAppliedOnceTheHostSaysSo() {
    String name = unique("shop");
    UUID id = service.ready(name);
    put(name, "office", OFFICE);

    service.publishHandled(new NetworkRulesApplied(id, 0));
    assertThat(rules(name).path("applied").asBoolean()).isFalse();
    service.publishHandled(new NetworkRulesApplied(id, 1));
    assertThat(rules(name).path("applied").asBoolean()).isTrue();
    service.publishHandled(new NetworkRulesApplied(id, 0));
    assertThat(rules(name).path("appliedRevision").asLong()).isEqualTo(1);
  }

  @ParameterizedTest(name = "{0}: {1} to {2}")
  @CsvSource({
    "office, 10.0.0.0/8, 10.0.0.1, address-invalid, startAddress",
    "office, localhost, 10.0.0.1, address-invalid, startAddress",
    "office, 10.0.0.1, example.org, address-invalid, endAddress",
    "office, 10.0.0.1, , address-invalid, endAddress",
    "office, fe80::1%eth0, fe80::2, address-invalid, startAddress",
    "office, 10.0.0.256, 10.0.1.0, address-invalid, startAddress",
    "office, 10.0.0.2, 10.0.0.1, address-range-reversed, startAddress",
    "office, 10.0.0.1, 2001:db8::1, address-families-differ, endAddress",
    "-office, 10.0.0.1, 10.0.0.1, firewall-rule-name-invalid, name",
    "of.fice, 10.0.0.1, 10.0.0.1, firewall-rule-name-invalid, name",
  })
  void badInputIsRefusedWithItsCode(
      String rule, String start, String end, String code, String field) {
    String name = unique("shop");
    service.ready(name);
    Map<String, String> addresses =
        end == null
            ? Map.of("startAddress", start)
            : Map.of("startAddress", start, "endAddress", end);

    Answer answer = put(name, rule, addresses);

    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.body().path("field").asString()).isEqualTo(field);
    assertThat(rules(name).path("revision").asLong()).isZero();
  }

  @Test
  void aLongNameAndWhatIsNotJsonAreRefused() {
    String name = unique("shop");
    service.ready(name);

    assertThat(put(name, "a".repeat(81), OFFICE).code()).isEqualTo("firewall-rule-name-invalid");
    assertThat(service.http.put(path(name, "office"), "{").code()).isEqualTo("request-invalid");
    assertThat(put(name, "office", Map.of("cidr", "10.0.0.0/8")).code())
        .isEqualTo("request-invalid");
  }

  @Test
  void aServerHasAtMost200Rules() {
    String name = unique("shop");
    UUID id = service.ready(name);
    IntStream.range(0, 200)
        .forEach(i -> assertThat(put(name, "rule-" + i, OFFICE).status()).isEqualTo(201));

    Answer answer = put(name, "rule-200", OFFICE);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.code()).isEqualTo("too-many-firewall-rules");
    assertThat(put(name, "rule-7", Map.of("startAddress", "::", "endAddress", "::1")).status())
        .isEqualTo(200);
    assertThat(service.published(id, 202).getLast().firewallRules()).hasSize(200);
  }

  @Test
  void aRuleThatIsNotThereIsNotFound() {
    String name = unique("shop");
    service.ready(name);

    for (Answer answer :
        List.of(
            service.http.get(path(name, "office")), service.http.delete(path(name, "office")))) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.code()).isEqualTo("firewall-rule-not-found");
    }
  }

  @Test
  void aServerThatNobodyKnowsIsNotFound() {
    for (String server : List.of(unique("nobody"), UUID.randomUUID().toString())) {
      assertNotFound(server);
    }
  }

  @Test
  void aServerThatIsStillBeingMadeIsNotReady() {
    String name = unique("shop");
    UUID id = UUID.randomUUID();
    service.publishHandled(placed(id, name));

    for (Answer answer : answers(name)) {
      assertThat(answer.status()).isEqualTo(409);
      assertThat(answer.code()).isEqualTo("server-not-ready");
    }

    service.publishHandled(new ServerProvisioningFailed(id, null, "disk-full", "Full"));
    assertNotFound(name);
  }

  @Test
  void aDroppedServersRulesAreGoneAndItsNameIsTheNextServers() {
    String name = unique("shop");
    UUID id = service.ready(name);
    put(name, "office", OFFICE);

    service.publishHandled(new ServerDropped(id));
    assertNotFound(name);
    assertNotFound(id.toString());

    service.ready(name);
    assertThat(rules(name).path("firewallRules")).isEmpty();
  }

  @Test
  void concurrentChangesLoseNothing() throws Exception {
    String name = unique("shop");
    UUID id = service.ready(name);
    List<Callable<Answer>> changes =
        IntStream.range(0, 20)
            .<Callable<Answer>>mapToObj(i -> () -> put(name, "rule-" + i, OFFICE))
            .toList();

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.invokeAll(changes);
    }

    List<NetworkRulesChanged> published = service.published(id, 21);
    assertThat(published.stream().map(NetworkRulesChanged::revision))
        .containsExactlyElementsOf(LongStream.rangeClosed(0, 20).boxed().toList());
    assertThat(published)
        .allSatisfy(each -> assertThat(each.firewallRules()).hasSize((int) each.revision()));
  }

  /** Within a topic the first deliveries keep their order; second ones come any time later. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void eventsThatArriveTwiceAndInAnyOrderOfTheirTopicsLeadToTheSame(long seed) {
    Random random = new Random(seed);
    String name = unique("shop");
    UUID id = UUID.randomUUID();
    List<List<EventEnvelope>> left = new ArrayList<>();
    left.add(twice(random, placed(id, name), provisioned(id, name), provisioned(id, name)));
    left.add(twice(random, new NetworkRulesApplied(id, 0), new NetworkRulesApplied(id, 1)));
    List<EventEnvelope> delivered = new ArrayList<>();
    while (!left.isEmpty()) {
      delivered.add(left.get(random.nextInt(left.size())).removeFirst());
      left.removeIf(List::isEmpty);
    }

    delivered.forEach(service.topics::publish);
    service.handled(delivered);
    put(name, "office", OFFICE);

    assertThat(service.published(id, 2).getLast().revision()).isEqualTo(1);
    assertThat(rules(name).path("applied").asBoolean()).isTrue();
  }

  @Test
  void aDroppedServerDoesNotComeBack() {
    String name = unique("shop");
    UUID id = service.ready(name);
    service.publishHandled(new ServerDropped(id));

    service.publishHandled(placed(id, name));
    service.publishHandled(provisioned(id, name));

    assertNotFound(name);
    assertThat(service.published(id, 1)).hasSize(1);
  }

  private static void assertNotFound(String server) {
    for (Answer answer : answers(server)) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.code()).isEqualTo("server-not-found");
    }
  }

  private static List<Answer> answers(String server) {
    return List.of(
        service.http.get("/v1/servers/" + server + "/firewall-rules"),
        service.http.get(path(server, "office")),
        put(server, "office", OFFICE),
        service.http.delete(path(server, "office")));
  }

  private static JsonNode rules(String server) {
    Answer answer = service.http.get("/v1/servers/" + server + "/firewall-rules");
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static Answer put(String server, String rule, Map<String, String> addresses) {
    return service.http.put(path(server, rule), addresses);
  }

  private static String path(String server, String rule) {
    return "/v1/servers/%s/firewall-rules/%s".formatted(server, rule);
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
}
