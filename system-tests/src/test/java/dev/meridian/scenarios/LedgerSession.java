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
   * @param worker whose it is; its id alone may be another's after a crash
   * @param before a place in the log that the record of it isn't before
   * @param after a place in the log that it isn't after
   */
  record Prepared(long xid, int worker, Lsn before, Lsn after) {}

  /** The transaction is entered into the ledger; its id. */
  long enter(int worker) throws SQLException {
    long xid = Long.parseLong(text("select pg_current_xact_id()::text"));
    execute("insert into ledger values (%d, %d)".formatted(xid, worker));
    return xid;
  }

  /**
   * Whether the ledger has it, committed. What a crash has undone may have left its id to another
   * worker's.
   */
  boolean isInLedger(long xid, int worker) throws SQLException {
    return text("select exists (select from ledger where xid = %d and worker = %d)"
            .formatted(xid, worker))
        .equals("t");
  }

  /** Whether it is prepared, and in doubt. */
  boolean isInDoubt(long xid, int worker) throws SQLException {
    return text("select exists (select from pg_prepared_xacts where gid = '%s')"
            .formatted(name(xid, worker)))
        .equals("t");
  }

  /** By which a transaction of a worker's is prepared. */
  private static String name(long xid, int worker) {
    return xid + " of " + worker;
  }

  /** The id of the transaction that was prepared by that name. */
  static long prepared(String name) {
    return Long.parseLong(name.substring(0, name.indexOf(' ')));
  }

  /** The first phase. */
  Prepared prepare(long xid, int worker) throws SQLException {
    Lsn before = logPosition();
    execute("prepare transaction '%s'".formatted(name(xid, worker)));
    Prepared prepared = new Prepared(xid, worker, before, logPosition());
    connection.rollback();
    return prepared;
  }

  /** The second phase of one that was prepared, by whomever. */
  void end(long xid, int worker, boolean commits) throws SQLException {
    connection.rollback();
    connection.setAutoCommit(true);
    execute("%s prepared '%s'".formatted(commits ? "commit" : "rollback", name(xid, worker)));
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
