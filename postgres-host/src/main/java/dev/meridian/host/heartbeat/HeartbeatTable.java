package dev.meridian.host.heartbeat;

import dev.meridian.host.session.Session;
import dev.meridian.postgres.settings.OwnSettings;
import dev.meridian.postgres.wal.RelationFiles;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Where a server's heartbeat lies: one row in a schema of the superuser's, in the database {@code
 * postgres}. Nobody else may look into the schema, and the databases of users have none of it.
 */
public final class HeartbeatTable {

  /** The database that every server has and nobody but the superuser owns. */
  public static final String DATABASE = "postgres";

  private static final String IS_THERE = "select to_regclass('meridian.heartbeat') is not null";

  /** The page has room for many versions of the row, which PostgreSQL prunes without a vacuum. */
  private static final String CREATE =
      """
      create schema if not exists meridian;
      create table if not exists meridian.heartbeat (
        one boolean primary key default true check (one),
        server_id uuid not null,
        beat bigint not null,
        at timestamptz not null,
        every interval not null
      ) with (fillfactor = 10, autovacuum_enabled = off)
      """;

  private static final String BEAT =
      """
      insert into meridian.heartbeat as last (server_id, beat, at, every)
      values (?::uuid, 1, clock_timestamp(), ?::interval)
      on conflict (one) do update
        set server_id = excluded.server_id, beat = last.beat + 1, at = excluded.at,
            every = excluded.every
      returning beat
      """;

  private static final String LAST =
      """
      select server_id || '|' || beat
        || '|' || to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        || '|' || floor(extract(epoch from every) * 1000)::bigint
      from meridian.heartbeat
      """;

  private static final String FILES =
      """
      select coalesce(nullif(c.reltablespace, 0), d.dattablespace) || '|' || d.oid
        || '|' || pg_relation_filenode(c.oid)
      from pg_class c, pg_database d
      where c.oid = 'meridian.heartbeat'::regclass and d.datname = current_database()
      """;

  private HeartbeatTable() {}

  /** Makes the table if it isn't there. */
  static void createIfAbsent(Session session) {
    if (!session.holds(IS_THERE)) {
      session.execute("make the table of heartbeats", CREATE);
    }
  }

  /** Commits a heartbeat. */
  static void beat(Session session, UUID serverId, Duration every) {
    session.text(BEAT, serverId.toString(), interval(every));
  }

  /** Commits a heartbeat and, in the same transaction, what the server's settings are. */
  static void beat(Session session, UUID serverId, Duration every, OwnSettings settings) {
    String id = serverId.toString();
    session.text(SettingsTable.RECORDING + BEAT, id, settings.text(), id, interval(every));
  }

  private static String interval(Duration every) {
    return every.toMillis() + " ms";
  }

  /**
   * The last heartbeat that was committed in what this session looks at; empty before the first.
   */
  public static Optional<Beat> last(Session session) {
    return session.holds(IS_THERE)
        ? Optional.ofNullable(session.text(LAST)).map(HeartbeatTable::parse)
        : Optional.empty();
  }

  /** Where it is kept, as the log names it; to be asked where there is a heartbeat. */
  public static RelationFiles files(Session session) {
    String[] parts = String.valueOf(session.text(FILES)).split("\\|", -1);
    return new RelationFiles(
        Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
  }

  private static Beat parse(String text) {
    String[] parts = text.split("\\|", -1);
    return new Beat(
        UUID.fromString(parts[0]),
        Long.parseLong(parts[1]),
        Instant.parse(parts[2]),
        Duration.ofMillis(Long.parseLong(parts[3])));
  }

  /**
   * A heartbeat.
   *
   * @param serverId whose it is: a restored server has its source's until it has written its own
   * @param number counts up
   * @param at by the server's clock, a moment before its commit
   * @param every how soon the next one was to follow
   */
  public record Beat(UUID serverId, long number, Instant at, Duration every) {}
}
