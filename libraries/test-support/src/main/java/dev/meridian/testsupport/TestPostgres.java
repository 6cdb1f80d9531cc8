package dev.meridian.testsupport;

import dev.meridian.postgres.runtime.Cluster;
import dev.meridian.postgres.runtime.InitializeOptions;
import dev.meridian.postgres.runtime.Installations;
import dev.meridian.postgres.runtime.LoopbackPort;
import dev.meridian.postgres.runtime.OsUser;
import dev.meridian.postgres.runtime.StopMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL on a random loopback port, with fsync off.
 *
 * <pre>{@code
 * TestDatabase database = TestPostgres.shared(18).newDatabase();   // one server for the whole JVM
 *
 * try (var postgres = TestPostgres.start(15, Map.of("wal_level", "logical"))) {  // one's own
 *   postgres.kill();
 *   postgres.restart();
 * }
 * }</pre>
 *
 * <p>Nothing is left behind, whether it is closed, the JVM ends, or the JVM is killed. Its
 * superuser is {@code postgres}; whoever connects over loopback is trusted, for replication too,
 * until {@link #hba} says otherwise.
 */
public final class TestPostgres implements AutoCloseable {

  private static final String SUPERUSER = "postgres";
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int ATTEMPTS = 2;
  private static final Logger LOG = LoggerFactory.getLogger(TestPostgres.class);
  private static final Map<Integer, TestPostgres> SHARED = new ConcurrentHashMap<>();

  private final TemporaryDirectory directory;
  private final Cluster cluster;
  private final OsUser user;
  private final int port;
  private final AtomicInteger databases = new AtomicInteger();

  private TestPostgres(TemporaryDirectory directory, Cluster cluster, OsUser user, int port) {
    this.directory = directory;
    this.cluster = cluster;
    this.user = user;
    this.port = port;
  }

  /** The server of that major version that all tests of this JVM share. Do not stop it. */
  public static TestPostgres shared(int major) {
    return SHARED.computeIfAbsent(
        major,
        absent -> {
          var postgres = start(major, Map.of("max_connections", "300"));
          Runtime.getRuntime().addShutdownHook(new Thread(postgres::close, "stop-postgres"));
          return postgres;
        });
  }

  /** Starts a server of one's own with default settings. */
  public static TestPostgres start(int major) {
    return start(major, Map.of());
  }

  /** Starts a server of one's own with these settings, such as {@code wal_level}. */
  public static TestPostgres start(int major, Map<String, String> settings) {
    for (int attempt = 1; ; attempt++) {
      try {
        return tryToStart(major, settings);
      } catch (IOException | RuntimeException e) {
        if (attempt == ATTEMPTS) {
          throw new IllegalStateException(
              "Cannot start PostgreSQL %d for a test: %s".formatted(major, e.getMessage()), e);
        }
        // Such as a port that another process took meanwhile.
        LOG.warn("PostgreSQL {} is started anew, in another directory", major, e);
      }
    }
  }

  private static TestPostgres tryToStart(int major, Map<String, String> settings)
      throws IOException {
    var directory = TemporaryDirectory.create("postgres", "data/postmaster.pid", "QUIT");
    try {
      return start(major, settings, directory);
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private static TestPostgres start(
      int major, Map<String, String> settings, TemporaryDirectory directory) throws IOException {
    var user = OsUser.forPostgres();
    var path = directory.path();
    var installation = Installations.find(ExtractedBinaries.directory(user)).forMajor(major);
    var cluster = new Cluster(installation, path.resolve("data"), path.resolve("server.log"), user);
    var postgres = new TestPostgres(directory, cluster, user, LoopbackPort.free());
    cluster.initialize(
        InitializeOptions.superuser(SUPERUSER).withAuthentication("trust", "trust").notDurable());
    user.own(Files.createDirectory(path.resolve("socket")));
    postgres.append(postgres.ownSettings());
    postgres.append(settings);
    postgres.restart();
    return postgres;
  }

  private Map<String, String> ownSettings() {
    return Map.of(
        "port", Integer.toString(port),
        "listen_addresses", "127.0.0.1",
        "unix_socket_directories", directory.path().resolve("socket").toString(),
        "shared_buffers", "32MB",
        "fsync", "off");
  }

  /** A fresh, empty database. */
  public TestDatabase newDatabase() {
    var name = "test_" + databases.incrementAndGet();
    try {
      database(SUPERUSER).execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot create a database for a test", e);
    }
    return database(name);
  }

  /** How to get into the database of that name; {@code postgres} is always there. */
  public TestDatabase database(String name) {
    return new TestDatabase(
        name, "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, name), SUPERUSER, "ignored");
  }

  /** Changes settings that do not need a restart; returns when they are in force. */
  public void configure(Map<String, String> settings) {
    append(settings);
    reload();
  }

  /**
   * Replaces {@code pg_hba.conf}: these lines, after those that let the superuser in from loopback
   * and its Unix-domain socket. Returns when they are in force.
   */
  public void hba(String... lines) {
    var own =
        Stream.of(
            "local all,replication postgres trust",
            "host all,replication postgres 127.0.0.1/32 trust");
    try {
      Files.write(
          dataDirectory().resolve("pg_hba.conf"), Stream.concat(own, Stream.of(lines)).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    reload();
  }

  /** Stores a file that only the server can read, such as a TLS key; settings can name it. */
  public Path addFile(String name, byte[] content) {
    try {
      var file = Files.write(directory.path().resolve(name), content);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      user.own(file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void append(Map<String, String> settings) {
    var lines =
        settings.entrySet().stream()
            .map(each -> "%s = '%s'".formatted(each.getKey(), each.getValue().replace("'", "''")))
            .toList();
    try {
      Files.write(dataDirectory().resolve("postgresql.conf"), lines, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void reload() {
    try {
      var before = database(SUPERUSER).query("SELECT pg_conf_load_time()");
      cluster.reload();
      var deadline = System.nanoTime() + TIMEOUT.toNanos();
      while (database(SUPERUSER).query("SELECT pg_conf_load_time()").equals(before)) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("PostgreSQL did not reload: " + cluster.logTail());
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot reload PostgreSQL", e);
    }
  }

  /** Starts the server again after {@link #stop} or {@link #kill}, on the same port. */
  public void restart() {
    stop();
    cluster.start(Map.of(), TIMEOUT);
  }

  /** Stops the server in order, disconnecting its clients. */
  public void stop() {
    cluster.stop(StopMode.FAST, TIMEOUT);
  }

  /** Kills the postmaster, and waits until it and all its processes are gone. */
  public void kill() {
    var postmaster = ProcessHandle.of(cluster.pid().orElseThrow()).orElseThrow();
    var processes = Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
    postmaster.destroyForcibly();
    processes.forEach(TestPostgres::awaitEnd);
  }

  private static void awaitEnd(ProcessHandle process) {
    try {
      process.onExit().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Process " + process.pid() + " does not end", e);
    }
  }

  public int port() {
    return port;
  }

  public Path dataDirectory() {
    return cluster.dataDirectory();
  }

  /** Where its Unix-domain socket is. */
  public Path socketDirectory() {
    return directory.path().resolve("socket");
  }

  /** What runs it, for tests that look at its process. */
  public Cluster cluster() {
    return cluster;
  }

  /** Stops the server at once and removes all its files. */
  @Override
  public void close() {
    cluster.stop(StopMode.IMMEDIATE, TIMEOUT);
    directory.close();
  }
}
