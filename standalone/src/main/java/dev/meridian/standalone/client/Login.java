package dev.meridian.standalone.client;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * Connects to a server as any client would: over the network, with TLS, trusting the fleet's CA.
 *
 * @param host where the server listens
 * @param ca the file of the fleet's CA certificate
 */
public record Login(String host, int port, Path ca, String user, String password) {

  /** The same with another password. */
  public Login withPassword(String other) {
    return new Login(host, port, ca, user, other);
  }

  /** Somebody else at the same server. */
  public Login as(String otherUser, String otherPassword) {
    return new Login(host, port, ca, otherUser, otherPassword);
  }

  /** A connection to one of the server's databases. */
  public Connection connect(String database) throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("user", user);
    settings.setProperty("password", password);
    settings.setProperty("sslmode", "verify-full");
    settings.setProperty("sslrootcert", ca.toString());
    settings.setProperty("ApplicationName", "meridian");
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/%s".formatted(host, port, database), settings);
  }

  /** How PostgreSQL answers an attempt to connect: {@code connected}, or its own message. */
  public String attempt(String database) {
    try (Connection connection = connect(database)) {
      return connection.isValid(5) ? "connected" : "not valid";
    } catch (SQLException e) {
      return String.valueOf(e.getMessage());
    }
  }

  // The password stays out of whatever prints this.
  @Override
  public String toString() {
    return "%s@%s:%d".formatted(user, host, port);
  }
}
