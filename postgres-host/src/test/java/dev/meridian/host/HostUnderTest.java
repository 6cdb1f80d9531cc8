package dev.meridian.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.events.Event;
import dev.meridian.events.InventoryEvent.ServerPlaced;
import dev.meridian.events.NetworkRulesEvent.FirewallRule;
import dev.meridian.events.NetworkRulesEvent.NetworkRulesChanged;
import dev.meridian.events.Origin;
import dev.meridian.events.PostgresHostEvent.NetworkRulesApplied;
import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import dev.meridian.events.PostgresHostEvent.ServerProvisioningFailed;
import dev.meridian.events.PricingTier;
import dev.meridian.events.PricingTier.ComputeTier;
import dev.meridian.events.PricingTier.Redundancy;
import dev.meridian.host.instance.Instance;
import dev.meridian.host.instance.Instances;
import dev.meridian.host.server.Server;
import dev.meridian.host.server.Servers;
import dev.meridian.host.session.Session;
import dev.meridian.postgres.runtime.LoopbackPort;
import dev.meridian.security.fleet.FleetDirectory;
import dev.meridian.security.scram.ScramVerifier;
import dev.meridian.testsupport.HeldPhase;
import dev.meridian.testsupport.TestBroker;
import dev.meridian.testsupport.TestDatabase;
import dev.meridian.testsupport.TestPostgres;
import dev.meridian.testsupport.TestTopics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A whole postgres-host with a broker and a database, told what to do by events alone. */
public final class HostUnderTest implements AutoCloseable {

  public static final String PASSWORD = "Right-1-password";
  public static final PricingTier BASIC =
      new PricingTier(ComputeTier.Basic, 1, 10, 7, Redundancy.Local, Duration.ofMinutes(2));

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Logger log = LoggerFactory.getLogger(HostUnderTest.class);

  private final String id = "host-" + UUID.randomUUID();
  private final Path directory;
  private final Path servers;
  private final TestTopics topics = TestTopics.on(TestBroker.shared());
  private final TestDatabase database = TestPostgres.shared(18).newDatabase();
  private final FleetDirectory fleet;
  private ConfigurableApplicationContext context;

  private HostUnderTest(Path directory, Path servers) {
    this.directory = directory;
    this.servers = servers;
    this.fleet = FleetDirectory.createIfAbsent(directory.resolve("fleet"));
    this.context = run();
  }

  public static HostUnderTest start() {
    Path directory = folder();
    return new HostUnderTest(directory, directory.resolve("servers"));
  }

  /** One whose servers live in another folder. */
  public static HostUnderTest start(Path servers) {
    return new HostUnderTest(folder(), servers);
  }

  private static Path folder() {
    try {
      Path directory = Files.createTempDirectory("meridian-host-");
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      return directory;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private ConfigurableApplicationContext run(String... more) {
    return new SpringApplicationBuilder(PostgresHost.class).run(arguments(more));
  }

  /** What a process has to be started with that is this host, while it is stopped here. */
  String[] arguments(String... more) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("spring.config.name", "postgres-host");
    settings.put("server.port", 0);
    settings.put("meridian.database.url", database.jdbcUrl());
    settings.put("meridian.database.username", database.user());
    settings.put("meridian.database.password", database.password());
    settings.put("meridian.kafka.bootstrap-servers", TestBroker.shared().bootstrapServers());
    settings.put("meridian.fleet.directory", fleet.path().toString());
    settings.put("meridian.regions[0].name", "west");
    settings.put("meridian.regions[0].repository", repository().toString());
    settings.put("meridian.postgres-host.id", id);
    settings.put("meridian.postgres-host.region", "west");
    settings.put("meridian.postgres-host.directory", servers().toString());
    settings.put("meridian.postgres-host.ports.first", 15_000);
    settings.put("meridian.postgres-host.ports.count", 17_000);
    settings.put("meridian.postgres-host.heartbeat", "500ms");
    settings.put("meridian.postgres-host.server-heartbeat", "200ms");
    settings.put("meridian.postgres-host.repository-patience", "10s");
    // Unpacked once for all hosts under test.
    settings.put(
        "meridian.postgres-host.bin-directories",
        TestPostgres.shared(18).cluster().installation().binDirectory());
    for (String setting : more) {
      String[] parts = setting.split("=", 2);
      settings.put(parts[0], parts[1]);
    }
    return settings.entrySet().stream()
        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
        .toArray(String[]::new);
  }

  /** The process goes, its servers stay; then another one comes, maybe with more settings. */
  public void restart(String... more) {
    context.close();
    context = run(more);
  }

  public void stop() {
    context.close();
  }

  public void startAgain() {
    context = run();
  }

  /** As {@link #stop}, but the servers stop too. */
  public void stopWithServers() {
    context.close();
    context = run("meridian.postgres-host.stop-servers-on-shutdown=true");
    context.close();
  }

  /** What the host says of its health, as JSON. */
  public String health() throws IOException, InterruptedException {
    String port = context.getEnvironment().getRequiredProperty("local.server.port");
    URI uri = URI.create("http://127.0.0.1:%s/actuator/health".formatted(port));
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  public String id() {
    return id;
  }

  public Path servers() {
    return servers;
  }

  public Path repository() {
    return directory.resolve("repository");
  }

  public FleetDirectory fleet() {
    return fleet;
  }

  public String sealedVerifier(UUID serverId, String password) {
    ScramVerifier verifier = ScramVerifier.of(password.toCharArray(), new SecureRandom());
    return fleet.sealingKey().seal(serverId, verifier.text());
  }

  public void publish(Event event) {
    topics.publish(event);
  }

  /** Places an empty server and waits until it runs. */
  public ServerProvisioned create(int postgresVersion) {
    ServerPlaced placed = placed(UUID.randomUUID(), postgresVersion, LoopbackPort.free());
    publish(placed);
    return await(ServerProvisioned.class, placed.serverId());
  }

  public ServerPlaced placed(UUID serverId, int postgresVersion, int port) {
    return new ServerPlaced(
        serverId,
        "shop-" + port,
        BASIC,
        "shopkeeper",
        new Origin.New(sealedVerifier(serverId, PASSWORD)),
        postgresVersion,
        "west",
        id,
        port);
  }

  public ServerPlaced restored(Origin.Restored origin, int postgresVersion) {
    int port = LoopbackPort.free();
    return new ServerPlaced(
        UUID.randomUUID(),
        "shop-restored-" + port,
        BASIC,
        "shopkeeper",
        origin,
        postgresVersion,
        "west",
        id,
        port);
  }

  /** Gives a server a rule set and waits until it is in force. */
  public void admit(UUID serverId, long revision, String first, String last) {
    publish(rules(serverId, revision, first, last));
    awaitRules(serverId, revision);
  }

  public static NetworkRulesChanged rules(UUID serverId, long revision, String first, String last) {
    return new NetworkRulesChanged(
        serverId, revision, List.of(new FirewallRule("rule", first, last)));
  }

  public void awaitRules(UUID serverId, long revision) {
    awaitUntil(
        () ->
            heard(NetworkRulesApplied.class, serverId).stream()
                .anyMatch(applied -> applied.revision() == revision));
  }

  public void awaitUntil(Callable<Boolean> condition) {
    Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(condition);
  }

  /** The first event of this type about a server; fails at once if the server can't be made. */
  public <E extends Event> E await(Class<E> type, Object subject) {
    awaitUntil(
        () -> {
          var failed = heard(ServerProvisioningFailed.class, subject);
          if (!failed.isEmpty() && type == ServerProvisioned.class) {
            throw new IllegalStateException("Heard " + failed);
          }
          return !heard(type, subject).isEmpty();
        });
    return heard(type, subject).getFirst();
  }

  public <E extends Event> List<E> heard(Class<E> type, Object subject) {
    return topics.events(type, subject);
  }

  /** Stops what is being made at the beginning of a phase, until it is closed. */
  public HeldPhase holdAt(String phase) throws SQLException {
    return new HeldPhase(database.connect(), phase);
  }

  /** Whether it was told of a server. */
  public boolean knows(ServerPlaced placed) {
    return bean(Servers.class).existsById(placed.serverId());
  }

  /** A server as a process and files. */
  public Instance instance(ServerPlaced placed) {
    return instance(placed.serverId());
  }

  public Instance instance(UUID serverId) {
    return bean(Instances.class).of(bean(Servers.class).findById(serverId).orElseThrow());
  }

  /** Neither files of a server are left, nor its socket, nor a process. */
  public void assertNothingIsLeft(UUID serverId, int port) {
    assertThat(servers().resolve(serverId.toString())).doesNotExist();
    assertThat(servers().resolve("run/" + port)).doesNotExist();
    assertThat(
            ProcessHandle.allProcesses()
                .filter(ProcessHandle::isAlive)
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains(serverId.toString())))
        .isEmpty();
  }

  /** Runs a statement through the private socket, where only this machine's Meridian gets in. */
  public void asSuperuser(ServerProvisioned server, String sql) {
    try (Session session = instance(server.serverId()).connect("postgres")) {
      session.execute("do what a test needs", sql);
    }
  }

  /**
   * The answer to a question that only this machine's Meridian may ask; empty when there is none.
   */
  public String askSuperuser(ServerProvisioned server, String sql) {
    try (Session session = instance(server.serverId()).connect("postgres")) {
      return String.valueOf(session.text(sql));
    }
  }

  /** Connects over the network, with TLS. */
  public Connection connect(ServerProvisioned server, String user, String password)
      throws SQLException {
    return connect(server, "app", user, password);
  }

  public Connection connect(ServerProvisioned server, String database, String user, String password)
      throws SQLException {
    Properties properties = new Properties();
    properties.put("user", user);
    properties.put("password", password);
    properties.put("sslmode", "verify-full");
    properties.put("sslrootcert", fleet.caCertificate().toString());
    properties.put("connectTimeout", "5");
    return DriverManager.getConnection(url(server, database), properties);
  }

  /** Connects as the admin, with the password that it was made with. */
  public Connection admin(ServerProvisioned server) throws SQLException {
    return connect(server, "shopkeeper", PASSWORD);
  }

  public boolean isUp(ServerProvisioned server) {
    try (Connection admin = admin(server)) {
      return admin.isValid(5);
    } catch (SQLException down) {
      return false;
    }
  }

  /** Whether it accepts connections from this machine's Meridian. */
  public boolean isReady(ServerProvisioned server) {
    return instance(server.serverId()).isReady();
  }

  public long postmaster(ServerProvisioned server) throws IOException {
    Path file = servers().resolve(server.serverId() + "/data/postmaster.pid");
    return Long.parseLong(Files.readAllLines(file).getFirst());
  }

  /** Ends its process without a word to it, and says which it was. */
  public long kill(ServerProvisioned server) throws IOException {
    long pid = postmaster(server);
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    process.destroyForcibly();
    process.onExit().join();
    return pid;
  }

  public String url(ServerProvisioned server, String database) {
    return "jdbc:postgresql://%s:%d/%s".formatted(server.address(), server.port(), database);
  }

  /** One that can't be removed keeps none of the others running. */
  private static void remove(Instances instances, Server server) {
    try {
      if (!server.state().isGone()) {
        instances.of(server).destroy();
      }
    } catch (RuntimeException e) {
      log.error("Server {} stays behind", server.name(), e);
    }
  }

  @Override
  public void close() {
    if (!context.isActive()) {
      context = run();
    }
    Instances instances = bean(Instances.class);
    Iterable<Server> servers = bean(Servers.class).findAll();
    context.close();
    servers.forEach(server -> remove(instances, server));
    topics.close();
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
