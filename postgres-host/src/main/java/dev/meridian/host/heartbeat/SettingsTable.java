package dev.meridian.host.heartbeat;

import dev.meridian.host.session.Session;
import dev.meridian.postgres.settings.OwnSettings;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Where a server has what {@code ALTER SYSTEM} wrote on it, which PostgreSQL doesn't log: one row
 * beside the heartbeat, written when that has changed, so that a copy has it as of any target.
 *
 * <p>The values may be secrets, and become settings of another server: nobody but a superuser reads
 * or writes them, and not the members of {@code pg_read_all_data} and {@code pg_write_all_data}
 * either, which before PostgreSQL 16 whoever makes roles can become (PostgreSQL, "Row Security
 * Policies": without a policy, no row is visible or can be modified).
 */
public final class SettingsTable {

  /** Of a statement that writes something else; its parameters are whose they are, and they. */
  static final String RECORDING =
      """
      with recorded as (
        insert into meridian.settings (server_id, at, content)
        values (?::uuid, clock_timestamp(), ?)
        on conflict (one) do update
          set server_id = excluded.server_id, at = excluded.at, content = excluded.content)
      """;

  private static final String IS_THERE = "select to_regclass('meridian.settings') is not null";

  private static final String CREATE =
      """
      create schema if not exists meridian;
      create table if not exists meridian.settings (
        one boolean primary key default true check (one),
        server_id uuid not null,
        at timestamptz not null,
        content text not null
      );
      alter table meridian.settings enable row level security
      """;

  private static final String LAST =
      """
      select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '|' || content
      from meridian.settings where server_id = ?::uuid
      """;

  private SettingsTable() {}

  /** Makes the table if it isn't there. */
  static void createIfAbsent(Session session) {
    if (!session.holds(IS_THERE)) {
      session.execute("make the table of settings", CREATE);
    }
  }

  /**
   * What was recorded last of a server's settings, in what this session looks at; empty before the
   * first time. A restored server has its source's until its own are recorded.
   *
   * @param session in the database of the heartbeat
   */
  public static Optional<Recorded> last(Session session, UUID serverId) {
    return session.holds(IS_THERE)
        ? Optional.ofNullable(session.text(LAST, serverId.toString())).map(SettingsTable::parse)
        : Optional.empty();
  }

  private static Recorded parse(String text) {
    String[] parts = text.split("\\|", 2);
    return new Recorded(Instant.parse(parts[0]), OwnSettings.parse(parts[1]));
  }

  /**
   * Settings as they were recorded.
   *
   * @param at by the server's clock; they are the ones of every later heartbeat, too
   */
  public record Recorded(Instant at, OwnSettings settings) {}
}
