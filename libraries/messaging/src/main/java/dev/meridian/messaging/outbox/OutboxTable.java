package dev.meridian.messaging.outbox;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The relay's side of the outbox: one session of its own, that holds the schema's relay lock, so
 * that one relay at a time publishes, whatever number of instances runs.
 */
final class OutboxTable implements AutoCloseable {

  /** An event that waits for the broker. */
  record Row(
      long position, String topic, String subject, Map<String, String> headers, byte[] value) {}

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

  private final Connection session;

  OutboxTable(Connection session) throws SQLException {
    this.session = session;
    session.setAutoCommit(true);
    try (Statement statement = session.createStatement()) {
      String schema = session.getSchema();
      statement.execute("listen \"outbox_%s\"".formatted(schema));
    }
  }

  /** Whether this session is the one that relays; it stays so until it is closed. */
  boolean tryLead() throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select pg_try_advisory_lock(hashtext('meridian.outbox'), hashtext(current_schema()))")) {
      rows.next();
      return rows.getBoolean(1);
    }
  }

  /** The events that wait longest, in order. */
  List<Row> waiting(int atMost) throws SQLException {
    List<Row> waiting = new ArrayList<>();
    try (PreparedStatement statement =
        session.prepareStatement(
            "select position, topic, subject, headers, value from outbox order by position limit ?")) {
      statement.setInt(1, atMost);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          waiting.add(
              new Row(
                  rows.getLong(1),
                  rows.getString(2),
                  rows.getString(3),
                  JSON.readValue(rows.getString(4), HEADERS),
                  rows.getBytes(5)));
        }
      }
    }
    return waiting;
  }

  /** The broker has confirmed these. */
  void confirmed(List<Long> positions) throws SQLException {
    Array array = session.createArrayOf("bigint", positions.toArray());
    try (PreparedStatement statement =
        session.prepareStatement("delete from outbox where position = any(?)")) {
      statement.setArray(1, array);
      statement.executeUpdate();
    } finally {
      array.free();
    }
  }

  /** Waits until a transaction that recorded events has committed, at most so long. */
  void awaitCommit(Duration atMost) throws SQLException {
    session.unwrap(PGConnection.class).getNotifications((int) atMost.toMillis());
  }

  @Override
  public void close() throws SQLException {
    try (session;
        Statement statement = session.createStatement()) {
      // The connection goes back to a pool: nothing of the relay's may stay on it.
      statement.execute("unlisten *");
      statement.execute("select pg_advisory_unlock_all()");
    }
  }
}
