package dev.meridian.security.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.testsupport.TestDatabase;
import dev.meridian.testsupport.TestPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGProperty;
import org.postgresql.ssl.WrappedFactory;

/** PostgreSQL, which speaks OpenSSL, takes our certificates for what they are. */
class FleetCertificatesIT {

  private static final String ROLE = "meridian_replication";

  @TempDir Path temporary;

  @ParameterizedTest
  @ValueSource(ints = {18, 15})
  void aRoleLogsInByItsCertificateAndNoOtherWay(int version) throws SQLException {
    FleetDirectory fleet = FleetDirectory.createIfAbsent(temporary.resolve("fleet"));
    FleetDirectory stranger = FleetDirectory.createIfAbsent(temporary.resolve("stranger"));
    TestPostgres postgres = TestPostgres.shared(version);
    TestDatabase database = postgres.database("postgres");
    serveTls(postgres, fleet, "127.0.0.1");
    postgres.hba("hostssl all " + ROLE + " 127.0.0.1/32 cert");
    database.execute("CREATE ROLE meridian_replication LOGIN");

    assertThat(login(database, fleet.clientContext(ROLE))).isEqualTo("CN=" + ROLE);
    assertThatThrownBy(() -> login(database, fleet.clientContext("another_role")))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28000"));
    assertRefused(database, stranger.clientContext(ROLE));

    serveTls(postgres, fleet, "127.0.0.2");
    assertRefused(database, fleet.clientContext(ROLE));
    database.execute("DROP ROLE meridian_replication");
  }

  private static void serveTls(TestPostgres postgres, FleetDirectory fleet, String name) {
    IssuedCertificate issued = fleet.issueServerCertificate(List.of(name));
    postgres.configure(
        Map.of(
            "ssl", "on",
            "ssl_cert_file", add(postgres, "server.crt", issued.certificate()),
            "ssl_key_file", add(postgres, "server.key", issued.privateKey()),
            "ssl_ca_file", add(postgres, "ca.crt", fleet.caCertificatePem())));
  }

  private static String add(TestPostgres postgres, String name, String content) {
    return postgres.addFile(name, content.getBytes(StandardCharsets.US_ASCII)).toString();
  }

  private static void assertRefused(TestDatabase database, SSLContext context) {
    assertThatThrownBy(() -> login(database, context)).isInstanceOf(SQLException.class);
  }

  /** The name that the server read in the client's certificate. */
  private static String login(TestDatabase database, SSLContext context) throws SQLException {
    String argument = Integer.toString(System.identityHashCode(context));
    OfContext.CONTEXTS.put(argument, context);
    Properties properties = new Properties();
    PGProperty.USER.set(properties, ROLE);
    PGProperty.SSL_MODE.set(properties, "verify-full");
    PGProperty.SSL_FACTORY.set(properties, OfContext.class.getName());
    PGProperty.SSL_FACTORY_ARG.set(properties, argument);
    try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), properties);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT ltrim(client_dn, '/') FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
      row.next();
      return row.getString(1);
    }
  }

  /** PostgreSQL's driver makes its socket factory itself, by name. */
  public static final class OfContext extends WrappedFactory {

    static final Map<String, SSLContext> CONTEXTS = new ConcurrentHashMap<>();

    public OfContext(String argument) {
      factory = CONTEXTS.get(argument).getSocketFactory();
    }
  }
}
