package dev.meridian.backup;

import static org.awaitility.Awaitility.await;

import dev.meridian.backup.wal.ShiftedServers;
import dev.meridian.events.BackupEvent.RestoreWindowMoved;
import dev.meridian.events.Event;
import dev.meridian.events.EventEnvelope;
import dev.meridian.postgres.runtime.LoopbackPort;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.DirectoryStore;
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
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service with all that it needs: a fleet, two regions, a broker and a database. */
final class Deployment implements AutoCloseable {

  static final Duration SOON = Duration.ofSeconds(120);

  final FleetDirectory fleet;
  private final Path home;
  private final TestTopics topics = TestTopics.on(TestBroker.shared());
  final TestDatabase database;
  private final String instance;
  private final HttpClient http = HttpClient.newHttpClient();
  private ServletWebServerApplicationContext service;
  private Process process;
  private int port;

  Deployment(Path home) {
    this(home, TestPostgres.shared(18).newDatabase(), "one");
  }

  private Deployment(Path home, TestDatabase database, String instance) {
    this.home = home;
    this.database = database;
    this.instance = instance;
    this.fleet = FleetDirectory.createIfAbsent(home.resolve("fleet"));
  }

  /** The same deployment, to start another instance of the service in it. */
  Deployment another(String name) {
    return new Deployment(home, database, name);
  }

  /** Whether this instance receives a server's log. */
  boolean receives(UUID serverId) {
    return json("/actuator/health")
        .at("/components/wal/details/%s/state".formatted(serverId))
        .asString("")
        .equals("STREAMING");
  }

  /** Starts the service in this JVM, with further settings. */
  Deployment start(String... settings) {
    return start(Clock.systemUTC(), settings);
  }

  /** Starts the service in this JVM, by another clock. */
  Deployment start(Clock clock, String... settings) {
    return start(clock, () -> Duration.ZERO, settings);
  }

  /**
   * Starts the service in this JVM, by another clock.
   *
   * @param serversAhead how far ahead of the real clock its servers' clocks are
   */
  Deployment start(Clock clock, Supplier<Duration> serversAhead, String... settings) {
    service =
        (ServletWebServerApplicationContext)
            new SpringApplicationBuilder(BackupService.class)
                .properties("spring.config.name=backup-service")
                .initializers(
                    context -> {
                      var beans = (GenericApplicationContext) context;
                      beans.registerBean(Clock.class, () -> clock);
                      beans.registerBean(
                          ShiftedServers.class, () -> new ShiftedServers(serversAhead));
                    })
                .run(arguments(0, settings).toArray(String[]::new));
    port = service.getWebServer().getPort();
    return this;
  }

  /** A part of the service that runs in this JVM. */
  <T> T bean(Class<T> type) {
    return service.getBean(type);
  }

  /** Starts the service in a JVM of its own, which can be killed. */
  Deployment startProcess(String... settings) throws IOException {
    port = LoopbackPort.free();
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx256m", "-cp"));
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.addAll(List.of(BackupService.class.getName()));
    command.addAll(arguments(port, settings));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(Path.of("target", "killed-service.log").toFile()))
            .start();
    await().atMost(SOON).ignoreExceptions().until(() -> get("/actuator/info").statusCode() == 200);
    return this;
  }

  /** Ends the service in this JVM in good order; it can be started again. */
  void stop() {
    service.close();
  }

  /** Ends the service's process as a power failure would. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  private List<String> arguments(int serverPort, String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--server.port=" + serverPort,
                "--meridian.database.url=" + database.jdbcUrl(),
                "--meridian.database.username=" + database.user(),
                "--meridian.database.password=" + database.password(),
                "--meridian.kafka.bootstrap-servers=" + TestBroker.shared().bootstrapServers(),
                "--meridian.backup-service.ownership.instance=" + instance,
                "--meridian.service.group=backup-" + database.name() + home.getFileName(),
                "--meridian.fleet.directory=" + fleet.path(),
                "--meridian.regions[0].name=north",
                "--meridian.regions[0].repository=" + home.resolve("north"),
                "--meridian.regions[0].paired-with=south",
                "--meridian.regions[1].name=south",
                "--meridian.regions[1].repository=" + home.resolve("south"),
                "--meridian.regions[1].paired-with=north"));
    all.addAll(List.of(settings));
    return all;
  }

  /** Publishes events as others would. */
  void publish(Event... events) {
    List.of(events).forEach(topics::publish);
  }

  /** Publishes one event, also a second time. */
  void send(EventEnvelope envelope) {
    topics.publish(envelope);
  }

  /** Everything of one type that was said about a server, in order. */
  <E extends Event> List<E> said(Class<E> type, UUID serverId) {
    return topics.events(type, serverId);
  }

  /** Waits until there is so much of one type about a server. */
  <E extends Event> List<E> awaitSaid(Class<E> type, UUID serverId, int count) {
    return awaitSaid(type, serverId, count, SOON);
  }

  /** The same with another patience. */
  <E extends Event> List<E> awaitSaid(Class<E> type, UUID serverId, int count, Duration patience) {
    return await()
        .atMost(patience)
        .until(() -> said(type, serverId), found -> found.size() >= count);
  }

  HttpResponse<String> get(String path) {
    return exchange(HttpRequest.newBuilder(uri(path)).build());
  }

  HttpResponse<String> post(String path) {
    return exchange(
        HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.noBody()).build());
  }

  JsonNode json(String path) {
    return JsonMapper.shared().readTree(get(path).body());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private HttpResponse<String> exchange(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What the repository of a region has of a server, read by the test itself. */
  ServerArchive archive(String region, UUID serverId) {
    var key = RepositoryKey.fromBase64(Base64.getEncoder().encodeToString(fleet.repositoryKey()));
    return Repository.open(DirectoryStore.open(home.resolve(region)), key).server(serverId);
  }

  @Override
  public void close() {
    if (service != null) {
      service.close();
    }
    if (process != null) {
      process.destroyForcibly();
    }
    topics.close();
  }

  private static boolean reaches(RestoreWindowMoved window, Instant commit) {
    return window.latest() != null && !window.latest().isBefore(commit);
  }

  /** Returns when it is said that a server can be restored to an instant. */
  void awaitLatest(RunningServer server, Instant commit) {
    await()
        .atMost(SOON)
        .until(
            () -> said(RestoreWindowMoved.class, server.id),
            said -> !said.isEmpty() && reaches(said.getLast(), commit));
  }
}
