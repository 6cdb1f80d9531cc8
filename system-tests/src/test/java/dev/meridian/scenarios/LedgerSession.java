package dev.meridian.scenarios;

import dev.meridian.postgres.Lsn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Instant;

/** A session of a client of the ledger, in a transaction unless it says otherwise. */
record LedgerSession(Connection connection) implements AutoCloseable {

  static LedgerSession on(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    return new LedgerSession(connection);
  }

  /** Makes the tables of a ledger, if they aren't there. */
  static void prepareTables(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "create table if not exists ledger (xid bigint primary key, worker int not null)");
      statement.execute(
          "create table if not exists content (worker int, key int, value text, primary key"
              + " (worker, key))");
    }
  }

  /**
   * A transaction that was prepared.
   *
   * @param before a place in the log that the record of it isn't before
   * @param after a place in the log that it isn't after
   */
  record Prepared(long xid, Lsn before, Lsn after) {}

  /** The transaction is entered into the ledger; its id. */
  long enter(int worker) throws SQLException {
    long xid = Long.parseLong(text("select pg_current_xact_id()::text"));
    execute("insert into ledger values (%d, %d)".formatted(xid, worker));
    return xid;
  }

  /** Whether the ledger has it, committed. */
  boolean isInLedger(long xid) throws SQLException {
    return text("select exists (select from ledger where xid = %d)".formatted(xid)).equals("t");
  }

  /** Whether it is prepared, and in doubt. */
  boolean isInDoubt(long xid) throws SQLException {
    return text("select exists (select from pg_prepared_xacts where gid = '%d')".formatted(xid))
        .equals("t");
  }

  /** The first phase. */
  Prepared prepare(long xid) throws SQLException {
    Lsn before = logPosition();
    execute("prepare transaction '%d'".formatted(xid));
    Prepared prepared = new Prepared(xid, before, logPosition());
    connection.rollback();
    return prepared;
  }

  /** The second phase of one that was prepared, by whomever. */
  void end(long xid, boolean commits) throws SQLException {
    connection.rollback();
    connection.setAutoCommit(true);
    execute("%s prepared '%d'".formatted(commits ? "commit" : "rollback", xid));
    connection.setAutoCommit(false);
  }

  void commit() throws SQLException {
    connection.commit();
  }

  void rollBack() throws SQLException {
    connection.rollback();
  }

  Savepoint subtransaction() throws SQLException {
    return connection.setSavepoint();
  }

  /** Where the next record of the log will be. */
  Lsn logPosition() throws SQLException {
    return Lsn.parse(text("select pg_current_wal_insert_lsn()"));
  }

  /** Now, by the server's clock. */
  Instant instant() throws SQLException {
    return Instant.parse(
        text(
            "select to_char(clock_timestamp() at time zone 'UTC',"
                + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String text(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
