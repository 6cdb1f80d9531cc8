package dev.meridian.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.standalone.client.Gateway;
import dev.meridian.standalone.client.Login;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A server in a scenario, and what its users do. */
final class RunningServer {

  static final String ADMIN = "ada";
  static final String FIRST_PASSWORD = "First-Password-1";

  private static final String DATABASE = "app";

  private final Scenario scenario;
  private final String name;
  private final String password;
  private final @Nullable Login known;

  RunningServer(Scenario scenario, String name, String password) {
    this(scenario, name, password, null);
  }

  private RunningServer(Scenario scenario, String name, String password, @Nullable Login known) {
    this.scenario = scenario;
    this.name = name;
    this.password = password;
    this.known = known;
  }

  /** The same server, reached where it is now without asking Meridian again. */
  RunningServer remembered() {
    return new RunningServer(scenario, name, password, login());
  }

  String name() {
    return name;
  }

  RunningServer openTo(String address) {
    scenario.gateway().openFirewall(name, "test", address, address);
    return this;
  }

  /** Inserts rows into the table orders, which is made first if it isn't there. */
  RunningServer insert(Map<Integer, String> rows) throws SQLException {
    try (Connection connection = login().connect(DATABASE);
        Statement statement = connection.createStatement()) {
      statement.execute("create table if not exists orders (id int primary key, article text)");
      try (PreparedStatement insert =
          connection.prepareStatement("insert into orders values (?, ?)")) {
        for (Map.Entry<Integer, String> row : rows.entrySet()) {
          insert.setInt(1, row.getKey());
          insert.setString(2, row.getValue());
          insert.addBatch();
        }
        insert.executeBatch();
      }
    }
    return this;
  }

  /** A session of the admin. */
  Connection connect() throws SQLException {
    return login().connect(DATABASE);
  }

  /** A session of the admin that can write: maybe only once it is back, or promoted. */
  Connection connectToWrite() {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptionsInstanceOf(SQLException.class)
        .until(this::writing, Optional::isPresent)
        .orElseThrow();
  }

  private Optional<Connection> writing() throws SQLException {
    Connection connection = connect();
    if (isInRecovery(connection)) {
      connection.close();
      return Optional.empty();
    }
    return Optional.of(connection);
  }

  /** All of its PostgreSQL is killed, as a machine does that loses its power, and comes back. */
  RunningServer crash() throws SQLException {
    ProcessHandle postmaster = postmaster();
    List<ProcessHandle> all = postmaster.descendants().toList();
    postmaster.destroyForcibly();
    // They would answer what they are about to commit otherwise, and end then.
    all.forEach(ProcessHandle::destroyForcibly);
    postmaster.onExit().join();
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> login().attempt(DATABASE).equals("connected"));
    return this;
  }

  /** It goes on with the next timeline, as a standby does that is promoted after a crash. */
  RunningServer switchTimeline() throws Exception {
    Path data = Files.readSymbolicLink(Path.of("/proc/" + postmaster().pid() + "/cwd"));
    sign(data, "standby.signal");
    crash();
    sign(data, "promote");
    var command = List.of("kill", "-USR1", Long.toString(postmaster().pid()));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !isInRecovery());
    return this;
  }

  private static void sign(Path data, String name) throws IOException {
    Path file = Files.createFile(data.resolve(name));
    Files.setOwner(file, Files.getOwner(data));
  }

  private boolean isInRecovery() throws SQLException {
    try (Connection connection = connect()) {
      return isInRecovery(connection);
    }
  }

  private static boolean isInRecovery(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_is_in_recovery()")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private ProcessHandle postmaster() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
      row.next();
      return ProcessHandle.of(row.getLong(1)).flatMap(ProcessHandle::parent).orElseThrow();
    }
  }

  /** The instant between what happened so far and what comes next, by the server's clock. */
  Instant now() throws SQLException {
    try (Connection connection = login().connect(DATABASE);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select clock_timestamp() from pg_sleep(0.01)")) {
      row.next();
      return row.getTimestamp(1).toInstant();
    }
  }

  /** Where the log of all that is committed by now ends. */
  Lsn logPosition() throws SQLException {
    try (Connection connection = login().connect(DATABASE);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_current_wal_flush_lsn()")) {
      row.next();
      return Lsn.parse(row.getString(1));
    }
  }

  /** Names this place in the log. */
  RunningServer nameRestorePoint(String point) throws SQLException {
    try (Connection connection = login().connect(DATABASE);
        Statement statement = connection.createStatement()) {
      statement.execute("select pg_create_restore_point('" + point + "')");
    }
    return this;
  }

  /** The next full second by the server's clock, once it has come. */
  Instant nextSecond() throws SQLException {
    try (Connection connection = login().connect(DATABASE);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select date_trunc('second', now()) + interval '1 second', pg_sleep_until("
                    + "date_trunc('second', now()) + interval '1.01 seconds')")) {
      row.next();
      return row.getTimestamp(1).toInstant();
    }
  }

  RunningServer withPassword(String other) {
    return new RunningServer(scenario, name, other);
  }

  RunningServer dropTable(String table) throws SQLException {
    try (Connection connection = login().connect(DATABASE);
        Statement statement = connection.createStatement()) {
      statement.execute("drop table " + table);
    }
    return this;
  }

  RunningServer changePassword(String other) {
    scenario.gateway().changePassword(name, other);
    return new RunningServer(scenario, name, other);
  }

  RunningServer awaitBackup() {
    scenario.gateway().awaitBackup(name);
    return this;
  }

  /** A new server, as this one was; its admin's password is taken to be this one's. */
  RunningServer restoreTo(Instant target) {
    return restoreTo(Gateway.pointInTime(target), name + "-r");
  }

  /** The same to a target of any kind, by another name. */
  RunningServer restoreTo(JsonNode target, String restored) {
    JsonNode restore = scenario.gateway().requestRestore(name, target, restored);
    scenario.gateway().awaitRestore(restore.path("id").asString(), _ -> {});
    scenario.gateway().awaitReady(restored);
    return new RunningServer(scenario, restored, password);
  }

  /** The table orders holds exactly these rows. */
  RunningServer expect(Map<Integer, String> rows) throws SQLException {
    assertThat(orders()).isEqualTo(new TreeMap<>(rows));
    return this;
  }

  /** The only replication slot that it has, but for how far it is. */
  Map<String, String> slot() throws SQLException {
    try (Connection connection = login().connect(DATABASE);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select slot_name, slot_type, active::text, active_pid::text, wal_status"
                    + " from pg_replication_slots")) {
      Map<String, String> slot = new TreeMap<>();
      assertThat(row.next()).isTrue();
      for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
        slot.put(row.getMetaData().getColumnLabel(column), row.getString(column));
      }
      assertThat(row.next()).as("another slot").isFalse();
      return slot;
    }
  }

  /** PostgreSQL itself refuses us. */
  RunningServer expectClosed() {
    assertThat(login().attempt(DATABASE)).contains("no pg_hba.conf entry");
    return this;
  }

  RunningServer expectPassword(String other, boolean works) {
    String answer = login().withPassword(other).attempt(DATABASE);
    assertThat(answer.equals("connected")).as(answer).isEqualTo(works);
    return this;
  }

  boolean hasOrders() throws SQLException {
    try (Connection connection = login().connect(DATABASE);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select to_regclass('orders') is not null")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private SortedMap<Integer, String> orders() throws SQLException {
    SortedMap<Integer, String> found = new TreeMap<>();
    try (Connection connection = login().connect(DATABASE);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select id, article from orders")) {
      while (rows.next()) {
        found.put(rows.getInt(1), rows.getString(2));
      }
    }
    return found;
  }

  private Login login() {
    if (known != null) {
      return known;
    }
    JsonNode endpoint = scenario.gateway().awaitReady(name).path("endpoint");
    return new Login(
        endpoint.path("host").asString(),
        endpoint.path("port").asInt(),
        scenario.caCertificate(),
        ADMIN,
        password);
  }
}
