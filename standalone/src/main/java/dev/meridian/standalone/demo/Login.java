package dev.meridian.standalone.demo;

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
record Login(String host, int port, Path ca, String user, String password) {

  Login withPassword(String other) {
    return new Login(host, port, ca, user, other);
  }

  Login as(String otherUser, String otherPassword) {
    return new Login(host, port, ca, otherUser, otherPassword);
  }

  Connection connect(String database) throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("user", user);
    settings.setProperty("password", password);
    settings.setProperty("sslmode", "verify-full");
    settings.setProperty("sslrootcert", ca.toString());
    settings.setProperty("ApplicationName", "meridian-demo");
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/%s".formatted(host, port, database), settings);
  }

  /** How PostgreSQL answers an attempt to connect: {@code connected}, or its own message. */
  String attempt(String database) {
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
