package dev.meridian.inventory;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.events.Event;
import dev.meridian.events.EventEnvelope;
import dev.meridian.events.InventoryEvent.ServerPlaced;
import dev.meridian.events.PostgresHostEvent.HostReported;
import dev.meridian.events.PostgresHostEvent.ProvisionedOrigin;
import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import dev.meridian.messaging.inbox.Hearing;
import dev.meridian.security.fleet.FleetDirectory;
import dev.meridian.security.seal.OpeningKey;
import dev.meridian.testsupport.TestBroker;
import dev.meridian.testsupport.TestDatabase;
import dev.meridian.testsupport.TestHttp;
import dev.meridian.testsupport.TestHttp.Answer;
import dev.meridian.testsupport.TestPostgres;
import dev.meridian.testsupport.TestTopics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.awaitility.core.ThrowingRunnable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/** The whole service on a real broker and a real PostgreSQL, and what surrounds it. */
final class RunningInventory implements AutoCloseable {

  static final String PAIRED = "north";
  static final String UNPAIRED = "south";

  final TestTopics topics;
  final TestDatabase database = TestPostgres.shared(18).newDatabase();
  final OpeningKey openingKey;
  final TestHttp http;
  private final ConfigurableApplicationContext service;

  private final Path home;

  private RunningInventory(TestBroker broker, Path home, Clock clock, String... settings) {
    this.home = home;
    topics = TestTopics.on(broker);
    Path fleet = home.resolve("fleet");
    openingKey = FleetDirectory.createIfAbsent(fleet).openingKey();
    ApplicationContextInitializer<GenericApplicationContext> withClock =
        context -> context.registerBean("testClock", Clock.class, () -> clock);
    service =
        new SpringApplicationBuilder(InventoryService.class)
            .properties("spring.config.name=inventory-service")
            .initializers(withClock)
            .run(arguments(broker, fleet, settings));
    http =
        TestHttp.port(Integer.parseInt(service.getEnvironment().getProperty("local.server.port")));
  }

  /** One for all tests that need nothing special; a host of each region has 500 ports. */
  static RunningInventory shared() {
    return Shared.INVENTORY;
  }

  private static final class Shared {
    static final RunningInventory INVENTORY =
        start(TestBroker.shared(), Clock.systemUTC(), "meridian.inventory.placement.silence=1h");

    static {
      INVENTORY.host(unique("host"), PAIRED, List.of(15, 18), 5500, 500);
      INVENTORY.host(unique("host"), UNPAIRED, List.of(15), 5500, 500);
      Runtime.getRuntime().addShutdownHook(new Thread(INVENTORY::close, "stop-inventory"));
    }
  }

  static RunningInventory start(TestBroker broker, Clock clock, String... settings) {
    try {
      return new RunningInventory(broker, Files.createTempDirectory("fleet"), clock, settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String unique(String name) {
    return name + "-" + UUID.randomUUID().toString().substring(0, 8) + "x";
  }

  private String[] arguments(TestBroker broker, Path fleet, String... settings) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("server.port", "0");
    all.put("meridian.database.url", database.jdbcUrl());
    all.put("meridian.database.username", database.user());
    all.put("meridian.database.password", database.password());
    all.put("meridian.kafka.bootstrap-servers", broker.bootstrapServers());
    all.put("meridian.fleet.directory", fleet.toString());
    all.put("meridian.service.group", "inventory-" + UUID.randomUUID());
    all.put("meridian.regions[0].name", PAIRED);
    all.put("meridian.regions[0].repository", "file:/nowhere/north");
    all.put("meridian.regions[0].paired-with", UNPAIRED);
    all.put("meridian.regions[1].name", UNPAIRED);
    all.put("meridian.regions[1].repository", "file:/nowhere/south");
    for (String setting : settings) {
      all.put(
          setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
    }
    return all.entrySet().stream()
        .map(each -> "--%s=%s".formatted(each.getKey(), each.getValue()))
        .toArray(String[]::new);
  }

  /** A host reports, and the service has heard of it. */
  HostReported host(String id, String region, List<Integer> versions, int firstPort, int ports) {
    var report =
        new HostReported(id, region, "10.0.0.7", 8, 1L << 34, 1L << 40, versions, firstPort, ports);
    topics.publish(report);
    eventually(
        () ->
            assertThat(http.get("/v1/hosts").body().path("hosts").findValuesAsString("id"))
                .contains(id));
    return report;
  }

  /** The service hears, as of its own clock. */
  void hears(Clock clock) {
    Hearing hearing = service.getBean(Hearing.class);
    eventually(() -> assertThat(hearing.missedNothingSince(clock.instant())).isTrue());
  }

  static Map<String, Object> request(String name) {
    Map<String, Object> tier = new LinkedHashMap<>();
    tier.put("computeTier", "GeneralPurpose");
    tier.put("vCores", 2);
    tier.put("storageGb", 32);
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("name", name);
    request.put("pricingTier", tier);
    request.put("adminLogin", "shopkeeper");
    request.put("adminPassword", "Open-Sesame-1");
    request.put("region", PAIRED);
    return request;
  }

  /** Asks for a server, and waits until it has a place. */
  ServerPlaced placed(String name) {
    Answer answer = http.post("/v1/servers", request(name));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
    return placed(UUID.fromString(answer.body().path("id").asString()));
  }

  ServerPlaced placed(UUID id) {
    return eventually(() -> topics.events(ServerPlaced.class, id), it -> assertThat(it).hasSize(1))
        .getFirst();
  }

  /** Asks for a server, and is its host until it is ready. */
  ServerPlaced ready(String name) {
    ServerPlaced placed = placed(name);
    topics.publish(provisioned(placed, new ProvisionedOrigin.New()));
    status(placed.serverId(), "Ready");
    return placed;
  }

  static ServerProvisioned provisioned(ServerPlaced placed, ProvisionedOrigin origin) {
    return new ServerProvisioned(
        placed.serverId(),
        placed.name(),
        placed.pricingTier(),
        placed.adminLogin(),
        origin,
        placed.region(),
        placed.hostId(),
        "10.0.0.7",
        placed.port(),
        placed.postgresVersion() + ".6",
        "7412345678901234567",
        1);
  }

  JsonNode server(Object nameOrId) {
    Answer answer = http.get("/v1/servers/" + nameOrId);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    return answer.body();
  }

  void status(Object nameOrId, String status) {
    eventually(() -> assertThat(server(nameOrId).path("status").asString()).isEqualTo(status));
  }

  /** Waits until all of these have taken effect, or were found to have none. */
  void handled(List<EventEnvelope> published) {
    eventually(
        () -> {
          for (EventEnvelope envelope : published) {
            assertThat(
                    database.query(
                        "select count(*) from inventory.inbox where event_id = '%s'"
                            .formatted(envelope.id())))
                .isEqualTo("1");
          }
        });
  }

  EventEnvelope publishHandled(Event event) {
    EventEnvelope envelope = topics.publish(event);
    handled(List.of(envelope));
    return envelope;
  }

  static void eventually(ThrowingRunnable assertion) {
    await().atMost(30, SECONDS).untilAsserted(assertion);
  }

  static <T> T eventually(Callable<T> value, Consumer<T> assertion) {
    List<T> last = new ArrayList<>();
    eventually(
        () -> {
          last.clear();
          last.add(value.call());
          assertion.accept(last.getFirst());
        });
    return last.getFirst();
  }

  @Override
  public void close() {
    service.close();
    http.close();
    topics.close();
    FileSystemUtils.deleteRecursively(home.toFile());
  }
}
