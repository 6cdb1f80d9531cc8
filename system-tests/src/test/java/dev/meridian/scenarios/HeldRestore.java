package dev.meridian.scenarios;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A host that is about to promote a server and doesn't: it waits in its database, where it says how
 * far it is. By then everything of the server is there, and it runs.
 */
final class HeldRestore implements AutoCloseable {

  private static final int LOCK = 4712;

  private final Connection connection;

  private HeldRestore(Connection connection) {
    this.connection = connection;
  }

  /** On the host of a Meridian that keeps all in one directory. */
  static HeldRestore in(Path home) throws SQLException, IOException {
    Path database = home.resolve("database");
    // The port is a file's fourth line, as PostgreSQL's documentation has it.
    String port = Files.readAllLines(database.resolve("data/postmaster.pid")).get(3);
    HeldRestore held =
        new HeldRestore(
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%s/postgres".formatted(port),
                "meridian",
                Files.readString(database.resolve("password")).strip()));
    held.run("select pg_advisory_lock(%d)".formatted(LOCK));
    held.run(
        """
        create or replace function host.hold() returns trigger language plpgsql as $$
        begin
          if convert_from(new.value, 'UTF8') like '%%"phase":"promote"%%' then
            perform pg_advisory_xact_lock_shared(%d);
          end if;
          return new;
        end $$
        """
            .formatted(LOCK));
    held.run(
        "create trigger hold before insert on host.outbox for each row execute function host.hold()");
    return held;
  }

  /** Whether the host waits. */
  boolean holds() throws SQLException {
    return isTrue(
        "select exists (select from pg_locks where locktype = 'advisory' and objid = %d and not granted)"
            .formatted(LOCK));
  }

  /** Whether the host knows that it is to give the restore up. */
  boolean isCancelKnown() throws SQLException {
    return isTrue("select exists (select from host.work where details like '%cancel-restore%')");
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
  @Override
  public void close() throws SQLException {
    run("select pg_advisory_unlock(%d)".formatted(LOCK));
    run("drop trigger hold on host.outbox");
    connection.close();
  }
}
