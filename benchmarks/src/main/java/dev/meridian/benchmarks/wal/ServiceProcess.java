package dev.meridian.benchmarks.wal;

import static java.util.Objects.requireNonNull;

import dev.meridian.backup.BackupService;
import dev.meridian.benchmarks.store.RepositoryPlace;
import dev.meridian.events.Event;
import dev.meridian.events.EventCodec;
import dev.meridian.events.EventEnvelope;
import dev.meridian.postgres.runtime.LoopbackPort;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.security.fleet.FleetDirectory;
import dev.meridian.testsupport.TestBroker;
import dev.meridian.testsupport.TestDatabase;
import dev.meridian.testsupport.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** One instance of backup-service in a JVM of its own, as people run it. */
final class ServiceProcess implements AutoCloseable {

  private static final EventCodec CODEC = new EventCodec();
  private static final int TICKS_A_SECOND = 100;

  /** Of its JVM, such as for a profile. */
  private static final List<String> OPTIONS =
      Stream.of(System.getProperty("service.options", "").split(" "))
          .filter(option -> !option.isEmpty())
          .toList();

  final FleetDirectory fleet;
  final TestDatabase database = TestPostgres.shared(18).newDatabase();
  private final Path home;
  private final RepositoryPlace place;
  private final TestBroker broker = TestBroker.shared();
  private final int port = LoopbackPort.free();
  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable Process process;

  ServiceProcess(Path home) {
    this(home, RepositoryPlace.folder(home.resolve("north")));
  }

  ServiceProcess(Path home, RepositoryPlace place) {
    this.home = home;
    this.place = place;
    this.fleet = FleetDirectory.createIfAbsent(home.resolve("fleet"));
  }

  ServiceProcess start(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of(options));
    command.addAll(OPTIONS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(BackupService.class.getName());
    command.addAll(
        List.of(
            "--server.port=" + port,
            "--meridian.database.url=" + database.jdbcUrl(),
            "--meridian.database.username=" + database.user(),
            "--meridian.database.password=" + database.password(),
            "--meridian.kafka.bootstrap-servers=" + broker.bootstrapServers(),
            "--meridian.service.group=" + database.name(),
            "--meridian.backup-service.ownership.instance=one",
            "--meridian.fleet.directory=" + fleet.path(),
            "--meridian.regions[0].name=north",
            "--meridian.regions[0].repository=" + place.location()));
    if (place.settings().endpoint() != null) {
      command.add("--meridian.regions[0].store.endpoint=" + place.settings().endpoint());
      command.add("--meridian.regions[0].store.region=" + place.settings().region());
    }
    ProcessBuilder service =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("log").toFile()));
    service.environment().putAll(place.environment());
    process = service.start();
    await("the service", () -> get("/actuator/info") == 200);
    return this;
  }

  private int get(String path) {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  void publish(Event... events) {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (Event event : events) {
        var envelope =
            new EventEnvelope(
                UUID.randomUUID(), URI.create("/benchmark"), Instant.now(), null, event);
        var record =
            new ProducerRecord<>(
                envelope.type().topic().wireName(),
                event.subject().getBytes(StandardCharsets.UTF_8),
                CODEC.value(event));
        CODEC.headers(envelope).forEach((name, value) -> record.headers().add(name, value));
        producer.send(record);
      }
    }
  }

  /** What the repository has of a server, read without the service. */
  ServerArchive archive(UUID serverId) {
    var key = RepositoryKey.fromBase64(Base64.getEncoder().encodeToString(fleet.repositoryKey()));
    return Repository.openOrCreate(place.open(), key).server(serverId);
  }

  /** CPU time of the process so far, as Linux counts it. */
  double cpuSeconds() throws IOException {
    return cpuSeconds(Path.of("/proc/" + pid()));
  }

  /**
   * How much of it went into compiling methods, which ends when all that runs often is compiled.
   */
  double compilingSeconds() throws IOException {
    double seconds = 0;
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid() + "/task"))) {
      for (Path thread : threads.toList()) {
        if (Files.readString(thread.resolve("comm")).matches("C[12] Compiler.*\\s*")) {
          seconds += cpuSeconds(thread);
        }
      }
    }
    return seconds;
  }

  private static double cpuSeconds(Path processOrThread) throws IOException {
    String stat = Files.readString(processOrThread.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / (double) TICKS_A_SECOND;
  }

  long pid() {
    return requireNonNull(process).pid();
  }

  void kill() throws InterruptedException {
    requireNonNull(process).destroyForcibly().waitFor();
  }

  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long until = System.nanoTime() + Duration.ofMinutes(3).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException("Waited too long for " + what);
      }
      Thread.sleep(100);
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
