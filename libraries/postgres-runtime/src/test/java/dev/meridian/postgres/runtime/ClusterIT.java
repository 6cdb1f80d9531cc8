package dev.meridian.postgres.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.meridian.postgres.runtime.PostgresFailure.Reason;
import dev.meridian.postgres.runtime.Postmaster.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The oldest and the newest version: both bundled, so that every machine tests the same. */
@ParameterizedClass
@ValueSource(ints = {15, 18})
class ClusterIT {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @TempDir static Path cache;
  @TempDir Path directory;

  private final int major;
  private final OsUser user = OsUser.forPostgres();
  private int port;
  private Cluster cluster;

  ClusterIT(int major) {
    this.major = major;
  }

  @BeforeAll
  static void openCache() throws IOException {
    open(cache);
  }

  @AfterAll
  static void emptyCache() throws IOException {
    FileTree.delete(cache);
    Files.createDirectory(cache);
  }

  @BeforeEach
  void initialize() throws IOException {
    open(directory);
    port = LoopbackPort.free();
    cluster = cluster();
    cluster.initialize(
        InitializeOptions.superuser("postgres").withAuthentication("peer", "trust").notDurable());
  }

  @AfterEach
  void stop() {
    cluster.stop(StopMode.IMMEDIATE, TIMEOUT);
  }

  @Test
  void aStartedClusterAcceptsConnectionsAndAnswersWhoItIs() throws IOException {
    start();

    var postmaster = cluster.postmaster().orElseThrow();
    assertThat(postmaster.status()).isEqualTo(Status.READY);
    assertThat(postmaster.port()).isEqualTo(port);
    assertThat(ProcessHandle.of(postmaster.pid()).orElseThrow().info().user())
        .contains(user.name());
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      assertThat(socket.isConnected()).isTrue();
    }
  }

  @Test
  void thePostmasterRunsInASessionOfItsOwn() throws IOException {
    start();

    var stat = Files.readString(Path.of("/proc/%d/stat".formatted(cluster.pid().orElseThrow())));
    var session = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3];
    assertThat(Long.parseLong(session)).isEqualTo(cluster.pid().orElseThrow());
  }

  @Test
  void thePostmasterDoesNotSeeOurEnvironment() throws IOException {
    start();

    var environment = Path.of("/proc/%d/environ".formatted(cluster.pid().orElseThrow()));
    assertThat(Files.readString(environment)).doesNotContain("HOME=").contains("PATH=");
  }

  @Test
  void anotherObjectForTheSameDirectorySeesTheSameServer() {
    start();

    var other = cluster();
    assertThat(other.pid()).isEqualTo(cluster.pid());

    other.stop(StopMode.FAST, TIMEOUT);
    assertThat(cluster.isRunning()).isFalse();
  }

  @Test
  void aSecondStartIsRefused() {
    start();
    var pid = cluster.pid();

    var failure = catchThrowableOfType(PostgresFailure.class, this::start);

    assertThat(failure.reason()).isEqualTo(Reason.ALREADY_RUNNING);
    assertThat(cluster.pid()).isEqualTo(pid);
  }

  @Test
  void aSecondInitializeIsRefused() {
    var failure =
        catchThrowableOfType(
            PostgresFailure.class,
            () -> cluster.initialize(InitializeOptions.superuser("postgres")));

    assertThat(failure.reason()).isEqualTo(Reason.ALREADY_INITIALIZED);
  }

  @Test
  void aFailedInitializeLeavesNothing() {
    var other = new Cluster(installation(), directory.resolve("x"), log(), user);

    var failure =
        catchThrowableOfType(
            PostgresFailure.class, () -> other.initialize(InitializeOptions.superuser("pg_no")));

    assertThat(failure.reason()).isEqualTo(Reason.INITIALIZE_FAILED);
    assertThat(failure).hasMessageContaining("pg_no");
    assertThat(directory).isDirectoryNotContaining("glob:**/x*");
  }

  @Test
  void aKilledPostmasterIsSeenAndTheNextStartWorks() {
    start();
    ProcessHandle.of(cluster.pid().orElseThrow()).orElseThrow().destroyForcibly();

    await().untilAsserted(() -> assertThat(cluster.isRunning()).isFalse());
    assertThat(directory.resolve("data/postmaster.pid")).exists();
    start();

    assertThat(cluster.isRunning()).isTrue();
  }

  @Test
  void aFailedStartTellsWhatPostgresqlSaid() {
    var failure =
        catchThrowableOfType(
            PostgresFailure.class, () -> cluster.start(Map.of("no_such", "1"), TIMEOUT));

    assertThat(failure.reason()).isEqualTo(Reason.START_FAILED);
    assertThat(failure).hasMessageContaining("no_such");
  }

  @Test
  void aStopThatTakesTooLongTellsWhichProcessesThereAre() {
    start();
    var checkpointer = child("checkpointer");
    signal("STOP", checkpointer);

    var failure =
        catchThrowableOfType(
            PostgresFailure.class, () -> cluster.stop(StopMode.FAST, Duration.ofSeconds(1)));

    signal("CONT", checkpointer);
    assertThat(failure.reason()).isEqualTo(Reason.STOP_TIMED_OUT);
    assertThat(failure)
        .hasMessageContaining("these processes: ")
        .hasMessageContaining("checkpoint");
    await().atMost(TIMEOUT).until(() -> !cluster.isRunning());
  }

  private ProcessHandle child(String title) {
    return ProcessHandle.of(cluster.pid().orElseThrow())
        .orElseThrow()
        .children()
        .filter(child -> commandLine(child).contains(title))
        .findFirst()
        .orElseThrow();
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/%d/cmdline".formatted(process.pid())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void signal(String signal, ProcessHandle process) {
    Program.run(List.of("kill", "-" + signal, String.valueOf(process.pid())), TIMEOUT)
        .require("Signalling process " + process.pid());
  }

  @Test
  void settingsReachThePostmasterWhateverCharactersTheyHold() throws IOException {
    var file = Files.writeString(directory.resolve("it's \"mine\" $HOME.conf"), "port = " + port);
    user.own(file);

    cluster.start(Map.of("config_file", file.toString(), "unix_socket_directories", ""), TIMEOUT);

    assertThat(cluster.postmaster().orElseThrow().port()).isEqualTo(port);
  }

  @Test
  void aStoppedClusterCannotBeReloaded() {
    var failure = catchThrowableOfType(PostgresFailure.class, cluster::reload);

    assertThat(failure.reason()).isEqualTo(Reason.NOT_RUNNING);
  }

  @Test
  void aReloadIsSeenByThePostmaster() {
    start();

    cluster.reload();

    await().untilAsserted(() -> assertThat(cluster.logTail()).contains("received SIGHUP"));
  }

  @Test
  void aDirectoryThatTheUserMayNotEnterIsNamed() throws IOException {
    if (user.isOurselves()) {
      return;
    }
    var closed = Files.createDirectory(directory.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    var other = new Cluster(installation(), closed.resolve("deep/data"), log(), user);

    var failure =
        catchThrowableOfType(
            PostgresFailure.class, () -> other.initialize(InitializeOptions.superuser("s")));

    assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE_DIRECTORY);
    assertThat(failure).hasMessageContaining(closed.toString());
  }

  private void start() {
    cluster.start(
        Map.of("port", Integer.toString(port), "unix_socket_directories", "", "fsync", "off"),
        TIMEOUT);
  }

  private Cluster cluster() {
    return new Cluster(installation(), directory.resolve("data"), log(), user);
  }

  private Path log() {
    return directory.resolve("server.log");
  }

  private Installation installation() {
    return Installations.bundled(cache, List.of()).forMajor(major);
  }

  private static void open(Path directory) throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
