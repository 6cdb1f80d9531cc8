package dev.meridian.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.meridian.postgres.runtime.OsUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestPostgresIT {

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void theSharedServerHasTheVersionThatWasAskedFor(int major) throws SQLException {
    var database = TestPostgres.shared(major).newDatabase();

    assertThat(database.query("SHOW server_version")).startsWith(major + ".");
    assertThat(TestPostgres.shared(major)).isSameAs(TestPostgres.shared(major));
  }

  @Test
  void theBuildsBinariesAreUsedWhereTheUserMayEnter(@TempDir Path directory) throws IOException {
    var user = OsUser.forPostgres();
    var before = System.getProperty(ExtractedBinaries.BUILDS_FOLDER, "");
    try {
      System.setProperty(ExtractedBinaries.BUILDS_FOLDER, directory.resolve("bin").toString());
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      assertThat(ExtractedBinaries.directory(user)).isEqualTo(directory.resolve("bin"));

      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      assertThat(ExtractedBinaries.directory(user).startsWith(directory))
          .isEqualTo(user.isOurselves());
    } finally {
      System.setProperty(ExtractedBinaries.BUILDS_FOLDER, before);
    }
  }

  @Test
  void whyAServerDoesNotStartIsSaidInTheFirstLine() {
    assertThatThrownBy(() -> TestPostgres.start(18, Map.of("shared_buffers", "plenty")))
        .hasMessageContaining("Cannot start PostgreSQL 18 for a test")
        .hasMessageContaining("shared_buffers");
  }

  @Test
  void everyNewDatabaseIsEmpty() throws SQLException {
    var postgres = TestPostgres.shared(18);
    var first = postgres.newDatabase();
    first.execute("CREATE TABLE t (id int)");

    assertThat(postgres.newDatabase().query("SELECT to_regclass('t')")).isEqualTo("null");
    assertThat(first.query("SELECT to_regclass('t')")).isEqualTo("t");
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void whatWasCommittedSurvivesAKill(int major) throws SQLException {
    try (var postgres = TestPostgres.start(major, Map.of("wal_level", "logical"))) {
      var database = postgres.newDatabase();
      database.execute("CREATE TABLE t (id int)", "INSERT INTO t VALUES (42)");

      postgres.kill();
      assertThatThrownBy(() -> database.query("SELECT 1")).isInstanceOf(SQLException.class);
      postgres.restart();

      assertThat(database.query("SELECT id FROM t")).isEqualTo("42");
      assertThat(database.query("SHOW wal_level")).isEqualTo("logical");
    }
  }

  @Test
  void changedSettingsAndRulesAreInForceAtOnce() throws SQLException {
    try (var postgres = TestPostgres.start(18)) {
      var database = postgres.newDatabase();
      database.execute("CREATE ROLE guest LOGIN");

      postgres.configure(Map.of("log_line_prefix", "it's %m "));
      postgres.hba("host all guest 127.0.0.1/32 reject");

      assertThat(database.query("SHOW log_line_prefix")).isEqualTo("it's %m ");
      assertThatThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), "guest", "x"))
          .hasMessageContaining("rejects connection");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aClosedServerLeavesNothing(boolean killed) {
    var postgres = TestPostgres.start(18);
    var process = ProcessHandle.of(postgres.cluster().pid().orElseThrow()).orElseThrow();
    if (killed) {
      postgres.kill();
    }

    postgres.close();

    await().until(() -> !process.isAlive());
    assertThat(postgres.dataDirectory().getParent()).doesNotExist();
  }
}
