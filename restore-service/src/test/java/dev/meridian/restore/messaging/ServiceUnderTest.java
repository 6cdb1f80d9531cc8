package dev.meridian.restore.messaging;

import static org.awaitility.Awaitility.await;

import dev.meridian.events.Event;
import dev.meridian.events.EventCodec;
import dev.meridian.events.EventEnvelope;
import dev.meridian.messaging.inbox.Hearing;
import dev.meridian.regions.Regions;
import dev.meridian.repository.Repository;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.DirectoryStore;
import dev.meridian.restore.RestoreService;
import dev.meridian.restore.archive.Archives;
import dev.meridian.restore.archive.CountedReading;
import dev.meridian.security.fleet.FleetDirectory;
import dev.meridian.testsupport.TestBroker;
import dev.meridian.testsupport.TestDatabase;
import dev.meridian.testsupport.TestPostgres;
import dev.meridian.testsupport.TestTopics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** restore-service on a real PostgreSQL and a real broker, and a hand in its surroundings. */
final class ServiceUnderTest {

  static final Duration SOON = Duration.ofSeconds(30);
  static final JsonMapper JSON = JsonMapper.builder().build();

  private static final EventCodec CODEC = new EventCodec();

  private static ServiceUnderTest shared;

  private final TestDatabase database = TestPostgres.shared(18).newDatabase();
  private final HttpClient http = HttpClient.newHttpClient();
  private final TestTopics topics = TestTopics.on(TestBroker.shared());
  private final CountedReading reading = new CountedReading();
  private final Clock clock =
      ((InstantSource) () -> Instant.now().plus(ahead())).withZone(ZoneOffset.UTC);
  private final Path directory;
  private final RepositoryKey key;
  private ConfigurableApplicationContext context;
  private volatile Duration ahead = Duration.ZERO;

  private ServiceUnderTest(Path directory) {
    this.directory = directory;
    byte[] secret = FleetDirectory.createIfAbsent(directory.resolve("fleet")).repositoryKey();
    this.key = RepositoryKey.fromBase64(Base64.getEncoder().encodeToString(secret));
    Repository.openOrCreate(DirectoryStore.open(otherRepository()), key);
    this.context = start();
  }

  /** One for all test classes; it ends with the run. */
  static synchronized ServiceUnderTest shared() {
    if (shared == null) {
      try {
        shared = new ServiceUnderTest(Files.createTempDirectory("meridian-restore-"));
        Runtime.getRuntime().addShutdownHook(new Thread(shared::end));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return shared;
  }

  private ConfigurableApplicationContext start(String... more) {
    return new SpringApplicationBuilder(RestoreService.class)
        .properties("spring.config.name=restore-service")
        .initializers(
            starting -> {
              starting
                  .getBeanFactory()
                  .addBeanPostProcessor(new CountedBeans(starting.getEnvironment()));
              starting.getBeanFactory().registerSingleton("testClock", clock);
            })
        .run(
            Stream.concat(
                    Stream.of(
                        "--server.port=0",
                        "--meridian.database.url=" + database.jdbcUrl(),
                        "--meridian.database.username=" + database.user(),
                        "--meridian.database.password=" + database.password(),
                        "--meridian.kafka.bootstrap-servers="
                            + TestBroker.shared().bootstrapServers(),
                        "--meridian.fleet.directory=" + directory.resolve("fleet"),
                        "--meridian.regions[0].name=here",
                        "--meridian.regions[0].repository=" + repository(),
                        "--meridian.regions[0].paired-with=there",
                        "--meridian.regions[1].name=there",
                        "--meridian.regions[1].repository=" + otherRepository(),
                        "--meridian.kafka.hearing-lost-after=2h",
                        "--meridian.restore-service.drills.look-every=200ms",
                        "--meridian.restore-service.forget-every=200ms",
                        "--meridian.restore-service.planning.patience=3s",
                        "--meridian.restore-service.planning.source-patience=1s"),
                    Stream.of(more))
                .toArray(String[]::new));
  }

  /** In place of the service's own archives, the same ones counted. */
  private final class CountedBeans implements BeanPostProcessor {

    private final Environment environment;

    CountedBeans(Environment environment) {
      this.environment = environment;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
      return bean instanceof Archives
          ? reading.archives(
              Regions.of(
                  environment,
                  () -> FleetDirectory.open(directory.resolve("fleet")).repositoryKeys()))
          : bean;
    }
  }

  private Duration ahead() {
    return ahead;
  }

  /**
   * Lets that much time pass for the service, in which it hears that nobody says anything; until
   * the action has ended.
   */
  void later(Duration time, Runnable action) {
    Hearing hearing = context.getBean(Hearing.class);
    await().atMost(SOON).until(() -> hearing.missedNothingSince(clock.instant()));
    ahead = time;
    try {
      action.run();
    } finally {
      ahead = Duration.ZERO;
    }
  }

  /** How often the service has asked its repositories for something of a server. */
  CountedReading.Count readingOf(UUID serverId) {
    return reading.of(serverId);
  }

  void stop() {
    context.close();
  }

  /** Begins again after {@link #stop}, with other settings if any are given. */
  void restart(String... settings) {
    context = start(settings);
  }

  private void end() {
    context.close();
    topics.close();
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path repository() {
    return directory.resolve("repository");
  }

  /** Of region {@code there}, where the copies of region {@code here} lie. */
  Path otherRepository() {
    return directory.resolve("other-repository");
  }

  RepositoryKey key() {
    return key;
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  /** Listens to what is told line by line; done when all is told. */
  CompletableFuture<HttpResponse<Stream<String>>> listen(String path, Consumer<String> line) {
    return http.sendAsync(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofLines())
        .thenApply(
            answer -> {
              answer.body().forEach(line);
              return answer;
            });
  }

  JsonNode restore(String id) throws IOException, InterruptedException {
    return JSON.readTree(get("/v1/restores/" + id).body());
  }

  HttpResponse<String> post(String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri("/v1/restores"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /** Posts to another path than that of new restores. */
  HttpResponse<String> post(URI to, String body) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(to)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  URI uri(String path) {
    return URI.create(
        "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + path);
  }

  /** Publishes an event, as if another service said it. */
  EventEnvelope publish(Event event) {
    return topics.publish(event);
  }

  /** The same, as if it was said at another time. */
  EventEnvelope publish(Event event, Instant at) {
    return topics.publish(
        new EventEnvelope(UUID.randomUUID(), URI.create("/test"), at, null, event));
  }

  /** Publishes an event as it is: a second time, it is a second delivery. */
  void deliver(EventEnvelope envelope) {
    topics.publish(envelope);
  }

  /** Changes what the service has recorded, such as how long ago something was. */
  void record(String sql, Object... parameters) {
    context.getBean(JdbcClient.class).sql(sql).params(parameters).update();
  }

  /** The tables in which something of a server is recorded, but for that it was restored. */
  List<String> tablesThatTellOf(UUID serverId) {
    JdbcClient jdbc = context.getBean(JdbcClient.class);
    return Stream.of("admin_password", "drill", "drill_schedule", "restore_window", "source_server")
        .filter(
            table ->
                jdbc.sql("select count(*) from %s t where t::text like ?".formatted(table))
                        .param("%" + serverId + "%")
                        .query(Integer.class)
                        .single()
                    > 0)
        .toList();
  }

  /** Waits until the service has handled an event. */
  void awaitHandled(EventEnvelope envelope) {
    await()
        .atMost(SOON)
        .until(
            () ->
                context
                        .getBean(JdbcClient.class)
                        .sql("select count(*) from inbox where event_id = ?")
                        .param(envelope.id())
                        .query(Integer.class)
                        .single()
                    == 1);
  }

  /** Waits for the first event of a type about a restore. */
  <E extends Event> E awaitEvent(Class<E> type, String restoreId) {
    return await()
        .atMost(SOON)
        .until(() -> events(type, restoreId), found -> !found.isEmpty())
        .getFirst();
  }

  /** All events of a type about a restore that there are now. */
  <E extends Event> List<E> events(Class<E> type, String restoreId) {
    return topics.events(type).stream()
        .filter(event -> new String(CODEC.value(event), StandardCharsets.UTF_8).contains(restoreId))
        .toList();
  }
}
