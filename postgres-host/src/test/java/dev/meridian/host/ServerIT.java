package dev.meridian.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers as their users see them. */
class ServerIT {

  private static HostUnderTest host;

  @BeforeAll
  static void startHost() {
    host = HostUnderTest.start();
  }

  @AfterAll
  static void closeHost() {
    host.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void nobodyGetsInBeforeARuleAndTheAdminDoesAfterIt(int version) throws SQLException {
    ServerProvisioned server = host.create(version);

    assertThat(server.postgresVersion()).startsWith(version + ".");
    assertThat(server.timeline()).isEqualTo(1);
    assertThat(server.systemIdentifier()).matches("[1-9][0-9]{17,19}");
    assertThatThrownBy(() -> host.connect(server, "shopkeeper", HostUnderTest.PASSWORD))
        .hasMessageContaining("no pg_hba.conf entry for host \"127.0.0.1\"");

    host.admit(server.serverId(), 1, "127.0.0.1", "127.0.0.1");

    try (Connection connection = host.connect(server, "shopkeeper", HostUnderTest.PASSWORD)) {
      assertThat(text(connection, "show ssl")).isEqualTo("on");
      assertThat(text(connection, "show data_checksums")).isEqualTo("on");
      assertThat(text(connection, "show password_encryption")).isEqualTo("scram-sha-256");
      assertThat(
              text(
                  connection,
                  "select rolsuper || ',' || rolcreatedb || ',' || rolcreaterole from pg_roles"
                      + " where rolname = current_user"))
          .isEqualTo("false,true,true");
      connection.createStatement().execute("create table public.orders (id int)");
    }
  }

  static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
