package dev.meridian.testsupport;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Stops what a postgres-host makes at the beginning of a phase: it waits in its database, where it
 * says how far it is. Whoever is held goes on when this is released or closed.
 */
public final class HeldPhase implements AutoCloseable {

  private static final int LOCK = 4711;

  private final Connection connection;

  /**
   * Holds whoever comes to a phase from now on.
   *
   * @param connection to the host's database; closed with this
   * @param phase as the host calls it when it says how far it is
   */
  public HeldPhase(Connection connection, String phase) throws SQLException {
    this.connection = connection;
    run("select pg_advisory_lock(%d)".formatted(LOCK));
    run(
        """
        create or replace function host.hold() returns trigger language plpgsql as $$
        begin
          if convert_from(new.value, 'UTF8') like '%%"phase":"%s"%%' then
            perform pg_advisory_xact_lock_shared(%d);
          end if;
          return new;
        end $$
        """
            .formatted(phase, LOCK));
    run(
        "create or replace trigger hold before insert on host.outbox"
            + " for each row execute function host.hold()");
  }

  /** Whether somebody is held. */
  public boolean holds() throws SQLException {
    return isTrue(
        "select exists (select from pg_locks where locktype = 'advisory' and objid = %d and not granted)"
            .formatted(LOCK));
  }

  /** Whether the host knows that it is to give a restore up. */
  public boolean isCancelKnown() throws SQLException {
    return isTrue("select exists (select from host.work where details like '%cancel-restore%')");
  }

  /** Whether there is nothing to do for the host. */
  public boolean isIdle() throws SQLException {
    return isTrue("select not exists (select from host.work)");
  }

  private boolean isTrue(String question) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(question)) {
      return answer.next() && answer.getBoolean(1);
    }
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Lets it go on. */
  public void release() throws SQLException {
    run("select pg_advisory_unlock(%d)".formatted(LOCK));
  }

  @Override
  public void close() throws SQLException {
    release();
    run("drop trigger hold on host.outbox");
    connection.close();
  }
}
