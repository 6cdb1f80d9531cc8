package dev.meridian.host.session;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * One session of the superuser, through the server's private socket. PostgreSQL logs none of its
 * statements: they may hold verifiers. What its users set for a database of theirs, such as another
 * role, doesn't count here.
 */
public final class Session implements AutoCloseable {

  private static final String UNLOGGED =
      "-c log_statement=none -c log_min_duration_statement=-1 -c log_min_error_statement=panic"
          + " -c log_duration=off -c log_min_duration_sample=-1 -c log_transaction_sample_rate=0"
          + " -c synchronous_commit=local -c default_transaction_read_only=off"
          + " -c statement_timeout=0 -c search_path=pg_catalog -c role=none";

  private final Connection connection;

  private Session(Connection connection) {
    this.connection = connection;
  }

  /**
   * Connects.
   *
   * @throws SessionFailed when the server doesn't let us in, yet or at all
   */
  public static Session open(
      Path socketDirectory, int port, String superuser, String database, Duration timeout) {
    Properties properties = new Properties();
    PGProperty.USER.set(properties, superuser);
    PGProperty.SOCKET_FACTORY.set(
        properties, "org.newsclub.net.unix.AFUNIXSocketFactory$FactoryArg");
    PGProperty.SOCKET_FACTORY_ARG.set(
        properties, socketDirectory.resolve(".s.PGSQL." + port).toString());
    PGProperty.SSL_MODE.set(properties, "disable");
    PGProperty.GSS_ENC_MODE.set(properties, "disable");
    PGProperty.APPLICATION_NAME.set(properties, "postgres-host");
    PGProperty.OPTIONS.set(properties, UNLOGGED);
    PGProperty.CONNECT_TIMEOUT.set(properties, Math.toIntExact(timeout.toSeconds()));
    try {
      Connection connection =
          new Driver().connect("jdbc:postgresql://localhost/" + database, properties);
      if (connection == null) {
        throw new IllegalStateException("Not a PostgreSQL URL");
      }
      return new Session(connection);
    } catch (SQLException e) {
      throw SessionFailed.notConnected(
          "Cannot connect to the server on port %d".formatted(port), e);
    }
  }

  /**
   * Runs one statement that answers nothing.
   *
   * @param what is done, for people; the statement itself is never shown
   */
  public void execute(String what, String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw SessionFailed.refused("PostgreSQL refused to " + what, e);
    }
  }

  /** The first column of the first row as text; null if it is, or if there is no row. */
  public @Nullable String text(String sql, Object... parameters) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getString(1) : null;
      }
    } catch (SQLException e) {
      throw SessionFailed.refused("PostgreSQL did not answer", e);
    }
  }

  /** The first column of every row as text. */
  public List<String> texts(String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    } catch (SQLException e) {
      throw SessionFailed.refused("PostgreSQL did not answer", e);
    }
  }

  /** Whether the one column of the one row is true. */
  public boolean holds(String sql, Object... parameters) {
    return "t".equals(text(sql, parameters));
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw SessionFailed.refused("Cannot close a session", e);
    }
  }
}
