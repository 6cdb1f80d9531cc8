package dev.meridian.networkrules;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.events.Event;
import dev.meridian.events.EventEnvelope;
import dev.meridian.events.InventoryEvent.ServerPlaced;
import dev.meridian.events.NetworkRulesEvent.NetworkRulesChanged;
import dev.meridian.events.Origin;
import dev.meridian.events.PostgresHostEvent.ProvisionedOrigin;
import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import dev.meridian.events.PricingTier;
import dev.meridian.testsupport.TestBroker;
import dev.meridian.testsupport.TestDatabase;
import dev.meridian.testsupport.TestHttp;
import dev.meridian.testsupport.TestPostgres;
import dev.meridian.testsupport.TestTopics;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole service on a real broker and a real PostgreSQL, and what surrounds it. */
final class RunningNetworkRules implements AutoCloseable {

  private static final PricingTier TIER =
      new PricingTier(PricingTier.ComputeTier.Basic, 1, 5, 7, PricingTier.Redundancy.Local, null);

  final TestTopics topics = TestTopics.on(TestBroker.shared());
  final TestHttp http;
  private final TestDatabase database = TestPostgres.shared(18).newDatabase();
  private final ConfigurableApplicationContext service;

  private RunningNetworkRules() {
    service =
        new SpringApplicationBuilder(NetworkRulesService.class)
            .properties("spring.config.name=network-rules-service")
            .run(
                Stream.of(
                        "server.port=0",
                        "meridian.database.url=" + database.jdbcUrl(),
                        "meridian.database.username=" + database.user(),
                        "meridian.database.password=" + database.password(),
                        "meridian.kafka.bootstrap-servers="
                            + TestBroker.shared().bootstrapServers())
                    .map(setting -> "--" + setting)
                    .toArray(String[]::new));
    http =
        TestHttp.port(Integer.parseInt(service.getEnvironment().getProperty("local.server.port")));
  }

  static RunningNetworkRules start() {
    return new RunningNetworkRules();
  }

  static String unique(String name) {
    return name + "-" + UUID.randomUUID().toString().substring(0, 8) + "x";
  }

  static ServerPlaced placed(UUID id, String name) {
    return new ServerPlaced(
        id, name, TIER, "shopkeeper", new Origin.New("c2VhbGVk"), 18, "north", "h1", 5500);
  }

  static ServerProvisioned provisioned(UUID id, String name) {
    return provisioned(id, name, new ProvisionedOrigin.New());
  }

  static ServerProvisioned provisioned(UUID id, String name, ProvisionedOrigin origin) {
    return new ServerProvisioned(
        id, name, TIER, "shopkeeper", origin, "north", "h1", "10.0.0.7", 5500, "18.6", "74123", 1);
  }

  /** A server that is ready, with the empty rule set that it was born with. */
  UUID ready(String name) {
    UUID id = UUID.randomUUID();
    publishHandled(placed(id, name));
    publishHandled(provisioned(id, name));
    return id;
  }

  /** All rule sets that were published of a server, after so many of them. */
  List<NetworkRulesChanged> published(UUID id, int count) {
    eventually(() -> assertThat(topics.events(NetworkRulesChanged.class, id)).hasSize(count));
    return topics.events(NetworkRulesChanged.class, id);
  }

  EventEnvelope publishHandled(Event event) {
    EventEnvelope envelope = topics.publish(event);
    handled(List.of(envelope));
    return envelope;
  }

  /** Waits until all of these have taken effect, or were found to have none. */
  void handled(List<EventEnvelope> published) {
    eventually(
        () -> {
          for (EventEnvelope envelope : published) {
            assertThat(
                    database.query(
                        "select count(*) from network_rules.inbox where event_id = '%s'"
                            .formatted(envelope.id())))
                .isEqualTo("1");
          }
        });
  }

  static void eventually(ThrowingRunnable assertion) {
    await().atMost(30, SECONDS).untilAsserted(assertion);
  }

  @Override
  public void close() {
    service.close();
    http.close();
    topics.close();
  }
}
