package dev.meridian.testsupport;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * A database of a {@link TestPostgres}, and how its superuser gets in: over loopback TCP, with any
 * password.
 *
 * @param name its name
 * @param jdbcUrl for pgjdbc, without user and password
 * @param user the superuser
 * @param password not checked, but there, for code that insists on one
 */
public record TestDatabase(String name, String jdbcUrl, String user, String password) {

  /** A new connection. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl, user, password);
  }

  /** Runs one or more statements, each in a transaction of its own. */
  public void execute(String... statements) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      for (var each : statements) {
        statement.execute(each);
      }
    }
  }

  /** The first column of a query's only row, as text. */
  public String query(String sql) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      if (!rows.next()) {
        throw new SQLException("No row: " + sql);
      }
      var value = rows.getString(1);
      if (rows.next()) {
        throw new SQLException("More than one row: " + sql);
      }
      return String.valueOf(value);
    }
  }
}
