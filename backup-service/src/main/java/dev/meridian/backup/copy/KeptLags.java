package dev.meridian.backup.copy;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How far the copies are behind, as whoever takes care of each said last: in the service's own
 * database, so that every instance can tell. Plain SQL: each verb must be one statement.
 */
@Component
public class KeptLags {

  private final JdbcClient jdbc;

  KeptLags(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** How far a copy was behind at an instant. */
  public record Kept(UUID serverId, CopyLag lag, Instant measuredAt) {}

  /** What was said last, by server. */
  public Map<UUID, Kept> all() {
    return jdbc
        .sql(
            "select server_id, bytes, complete_as_of, log_complete_as_of, measured_at from copy_lag")
        .query((row, number) -> kept(row))
        .list()
        .stream()
        .collect(Collectors.toUnmodifiableMap(Kept::serverId, Function.identity()));
  }

  private static Kept kept(ResultSet row) throws SQLException {
    return new Kept(
        row.getObject(1, UUID.class),
        new CopyLag(row.getLong(2), instant(row, 3), instant(row, 4)),
        instant(row, 5));
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  /** Keeps what is said now, unless something later has been said of a server, or it is gone. */
  void keep(Map<UUID, CopyLag> lags, Instant now) {
    if (lags.isEmpty()) {
      return;
    }
    jdbc.sql(
            """
            insert into copy_lag (server_id, bytes, complete_as_of, log_complete_as_of, measured_at)
            select server.id, lag.bytes, cast(lag.complete as timestamptz),
              cast(lag.log_complete as timestamptz), cast(:now as timestamptz)
            from unnest(:ids, :bytes, :complete, :log) as lag (id, bytes, complete, log_complete)
            join protected_server server on server.id = cast(lag.id as uuid)
            order by server.id
            on conflict (server_id) do update
            set bytes = excluded.bytes, complete_as_of = excluded.complete_as_of,
              log_complete_as_of = excluded.log_complete_as_of, measured_at = excluded.measured_at
            where copy_lag.measured_at < excluded.measured_at
            """)
        .param("ids", texts(lags.keySet(), UUID::toString))
        .param("bytes", lags.values().stream().map(CopyLag::bytes).toArray(Long[]::new))
        .param("complete", texts(lags.values(), lag -> lag.completeAsOf().toString()))
        .param("log", texts(lags.values(), lag -> lag.logCompleteAsOf().toString()))
        .param("now", now.toString())
        .update();
  }

  private static <T> String[] texts(Collection<T> all, Function<T, String> text) {
    return all.stream().map(text).toArray(String[]::new);
  }
}
