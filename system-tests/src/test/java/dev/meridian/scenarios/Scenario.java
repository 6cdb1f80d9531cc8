package dev.meridian.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.cli.MeridianCommand;
import dev.meridian.cli.terminal.Terminal;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.DirectoryStore;
import dev.meridian.security.fleet.FleetDirectory;
import dev.meridian.standalone.Meridian;
import dev.meridian.standalone.TemporaryDirectory;
import dev.meridian.standalone.client.Gateway;
import dev.meridian.testsupport.HeldPhase;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The language of the scenarios: a whole Meridian, and what a user does with it.
 *
 * <pre>
 * RunningServer shop = meridian.server("shop").openTo("127.0.0.1").insert(rows);
 * Instant before = shop.now();
 * shop.dropTable("orders");
 * shop.restoreTo(before).openTo("127.0.0.1").expect(rows);
 * </pre>
 */
final class Scenario implements AutoCloseable {

  private final Gateway gateway;
  private final Map<String, String> endpoints;
  private final Path caCertificate;
  private final @Nullable Path dataDirectory;
  private final AutoCloseable stage;

  private Scenario(
      Map<String, String> endpoints,
      Path caCertificate,
      @Nullable Path dataDirectory,
      AutoCloseable stage) {
    this.gateway = new Gateway(endpoints);
    this.endpoints = Map.copyOf(endpoints);
    this.caCertificate = caCertificate;
    this.dataDirectory = dataDirectory;
    this.stage = stage;
  }

  /** On a Meridian of its own, in this JVM. */
  static Scenario start() {
    TemporaryDirectory directory = new TemporaryDirectory("meridian-test-");
    Meridian meridian = Meridian.temporary(directory.path());
    return new Scenario(
        meridian.endpoints(),
        meridian.caCertificate(),
        meridian.dataDirectory(),
        () -> {
          meridian.close();
          directory.close();
        });
  }

  /** On one that somebody else starts and stops. */
  static Scenario on(Map<String, String> endpoints, Path caCertificate) {
    return new Scenario(endpoints, caCertificate, null, () -> {});
  }

  /** A new server that runs; its name is made unique. */
  RunningServer server(String name) {
    String unique = name + "-" + UUID.randomUUID().toString().substring(0, 8);
    create(() -> gateway.createServer(unique, RunningServer.ADMIN, RunningServer.FIRST_PASSWORD));
    return existing(unique);
  }

  /** The same of a certain major version of PostgreSQL. */
  RunningServer server(String name, int version) {
    String unique = name + "-" + UUID.randomUUID().toString().substring(0, 8);
    create(
        () ->
            gateway.createServer(
                unique, RunningServer.ADMIN, RunningServer.FIRST_PASSWORD, version));
    return existing(unique);
  }

  /** On a machine that is loaded, the first report of a host may take a while. */
  private static void create(Runnable server) {
    await()
        .atMost(Duration.ofMinutes(2))
        .ignoreExceptionsMatching(
            refusal -> String.valueOf(refusal.getMessage()).startsWith("no-host-available"))
        .until(
            () -> {
              server.run();
              return true;
            });
  }

  /** A server that was made before. */
  RunningServer existing(String name) {
    return new RunningServer(this, name, RunningServer.FIRST_PASSWORD);
  }

  /** What the repository holds of a server; on a Meridian of our own. */
  ServerArchive archive(String server) {
    Path home = Objects.requireNonNull(dataDirectory);
    byte[] key = FleetDirectory.open(home.resolve("fleet")).repositoryKey();
    return Repository.open(
            DirectoryStore.open(home.resolve("repositories/local")),
            RepositoryKey.fromBase64(Base64.getEncoder().encodeToString(key)))
        .server(UUID.fromString(gateway.awaitReady(server).path("id").asString()));
  }

  /** What the CLI answers to a command, as JSON; on a Meridian of our own. */
  JsonNode cli(String... command) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            InputStream.nullInputStream(),
            null,
            Map.of("MERIDIAN_DATA_DIR", Objects.requireNonNull(dataDirectory).toString()),
            ZoneOffset.UTC);
    int exit =
        MeridianCommand.commandLine(terminal)
            .execute(
                Stream.concat(Stream.of(command), Stream.of("-o", "json")).toArray(String[]::new));
    assertThat(exit).as("%s: %s", String.join(" ", command), err).isZero();
    return JsonMapper.shared().readTree(out.toString());
  }

  /** The folders of servers and of their sockets on the host; on a Meridian of our own. */
  Set<Path> hostFolders() throws IOException {
    Path servers = Objects.requireNonNull(dataDirectory).resolve("servers");
    Set<Path> folders = new TreeSet<>();
    for (Path parent : List.of(servers, servers.resolve("run"))) {
      try (Stream<Path> found = Files.list(parent)) {
        found.forEach(folders::add);
      }
    }
    return folders;
  }

  /** Whoever is restored next is held where all of it is there; on a Meridian of our own. */
  HeldPhase holdRestore() throws IOException, SQLException {
    Path database = Objects.requireNonNull(dataDirectory).resolve("database");
    // The port is a file's fourth line, as PostgreSQL's documentation has it.
    String port = Files.readAllLines(database.resolve("data/postmaster.pid")).get(3);
    return new HeldPhase(
        DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.1:%s/postgres".formatted(port),
            "meridian",
            Files.readString(database.resolve("password")).strip()),
        "promote");
  }

  /** The repository of the servers' region is no longer where it was. */
  void loseRepository() throws IOException {
    Path repositories = Objects.requireNonNull(dataDirectory).resolve("repositories");
    Files.move(repositories.resolve("local"), repositories.resolve("lost"));
  }

  Gateway gateway() {
    return gateway;
  }

  /** Where something answers, by what it is called. */
  String endpoint(String name) {
    return Objects.requireNonNull(endpoints.get(name), name);
  }

  Path caCertificate() {
    return caCertificate;
  }

  @Override
  public void close() throws Exception {
    stage.close();
  }
}
