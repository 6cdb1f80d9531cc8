package dev.meridian.messaging.inbox;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;

/** The ids of the events that have taken effect in a service. */
public final class Inbox {

  private final JdbcOperations jdbc;

  /** An inbox in the schema of the connections. */
  public Inbox(JdbcOperations jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Notes that these events take effect in the current transaction.
   *
   * @return those of them that have not done so before
   */
  Set<UUID> note(String topic, List<UUID> ids) {
    return ids(
        """
        insert into inbox (event_id, topic) select unnest(?), ?
        on conflict do nothing returning event_id
        """,
        ids,
        topic);
  }

  /** Which of these events have taken effect. */
  public Set<UUID> known(List<UUID> ids) {
    return ids("select event_id from inbox where event_id = any(?)", ids, null);
  }

  /**
   * Forgets events of a topic that were received before an instant: the broker has them no more.
   */
  int forget(String topic, Instant before) {
    return jdbc.update(
        "delete from inbox where topic = ? and received_at < ?",
        topic,
        before.atOffset(ZoneOffset.UTC));
  }

  private Set<UUID> ids(String sql, List<UUID> ids, @Nullable String topic) {
    Set<UUID> found =
        jdbc.execute(
            (Connection connection) -> {
              Array array = connection.createArrayOf("uuid", ids.toArray());
              try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setArray(1, array);
                if (topic != null) {
                  statement.setString(2, topic);
                }
                return read(statement);
              } finally {
                array.free();
              }
            });
    return found == null ? Set.of() : found;
  }

  private static Set<UUID> read(PreparedStatement statement) throws SQLException {
    Set<UUID> found = new HashSet<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        found.add(rows.getObject(1, UUID.class));
      }
    }
    return found;
  }
}
