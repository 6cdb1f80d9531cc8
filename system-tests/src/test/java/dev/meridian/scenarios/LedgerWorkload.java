package dev.meridian.scenarios;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/**
 * One client that commits transactions of its own rows and its own table, some with
 * subtransactions, some in two phases, some waiting for others, and keeps of each what it did and
 * between which two instants of the server's clock it was committed.
 */
final class LedgerWorkload implements Callable<List<LedgerWorkload.Entry>> {

  /** The key that stands for what is in the worker's own table, if it has one. */
  static final int SIDE = -1;

  private static final int KEYS = 20;

  /** However slow the machine is, there is something to aim at. */
  private static final int LEAST = 25;

  private final Connection connection;
  private final int worker;
  private final BooleanSupplier goesOn;
  private final Random random;
  private Map<Integer, String> state;

  /**
   * @param state its rows so far
   */
  LedgerWorkload(
      Connection connection,
      int worker,
      BooleanSupplier goesOn,
      long seed,
      Map<Integer, String> state) {
    this.connection = connection;
    this.worker = worker;
    this.goesOn = goesOn;
    this.random = new Random(seed + worker);
    this.state = new TreeMap<>(state);
  }

  /**
   * A committed transaction.
   *
   * @param before an instant before its commit
   * @param after an instant after it
   * @param state all of the worker's rows from then on
   */
  record Entry(int worker, long xid, Instant before, Instant after, Map<Integer, String> state) {}

  static void prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "create table if not exists ledger (xid bigint primary key, worker int not null)");
      statement.execute(
          "create table if not exists content (worker int, key int, value text, primary key (worker, key))");
    }
  }

  @Override
  public List<Entry> call() throws SQLException {
    List<Entry> entries = new ArrayList<>();
    connection.setAutoCommit(false);
    while (entries.size() < LEAST || goesOn.getAsBoolean()) {
      Map<Integer, String> next = new TreeMap<>(state);
      if (random.nextInt(8) == 0) {
        execute("select pg_advisory_xact_lock(7)");
      }
      change(next);
      if (random.nextInt(8) == 0) {
        rollBackSomething();
      }
      if (random.nextInt(8) == 0) {
        changeTable(next);
      }
      long xid = Long.parseLong(text("select pg_current_xact_id()::text"));
      execute("insert into ledger values (%d, %d)".formatted(xid, worker));
      Instant before = instant();
      boolean inTwoPhases = random.nextInt(8) == 0;
      boolean commits = random.nextInt(10) != 0;
      if (inTwoPhases) {
        endInTwoPhases(xid, commits);
      } else if (commits) {
        connection.commit();
      } else {
        connection.rollback();
      }
      if (!commits) {
        continue;
      }
      Instant after = instant();
      connection.rollback();
      state = next;
      entries.add(new Entry(worker, xid, before, after, Map.copyOf(next)));
    }
    return entries;
  }

  private void change(Map<Integer, String> next) throws SQLException {
    for (int i = random.nextInt(3); i >= 0; i--) {
      Savepoint subtransaction = random.nextInt(4) == 0 ? connection.setSavepoint() : null;
      int key = random.nextInt(KEYS);
      if (next.containsKey(key) && random.nextBoolean()) {
        execute("delete from content where worker = %d and key = %d".formatted(worker, key));
        next.remove(key);
      } else {
        String value = Long.toHexString(random.nextLong());
        execute(
            "insert into content values (%d, %d, '%s') on conflict (worker, key) do update set value = excluded.value"
                .formatted(worker, key, value));
        next.put(key, value);
      }
      if (subtransaction != null) {
        connection.releaseSavepoint(subtransaction);
      }
    }
  }

  private void endInTwoPhases(long xid, boolean commits) throws SQLException {
    execute("prepare transaction '%d'".formatted(xid));
    connection.setAutoCommit(true);
    execute("%s prepared '%d'".formatted(commits ? "commit" : "rollback", xid));
    connection.setAutoCommit(false);
  }

  /** A table of the worker's own is made, anew, or goes. */
  private void changeTable(Map<Integer, String> next) throws SQLException {
    execute("drop table if exists side_" + worker);
    next.remove(SIDE);
    if (random.nextInt(3) != 0) {
      String value = Long.toHexString(random.nextLong());
      execute("create table side_%d as select '%s'::text as value".formatted(worker, value));
      next.put(SIDE, value);
    }
  }

  private void rollBackSomething() throws SQLException {
    Savepoint savepoint = connection.setSavepoint();
    execute("delete from content where worker = " + worker);
    connection.rollback(savepoint);
  }

  private Instant instant() throws SQLException {
    return Instant.parse(
        text(
            "select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
  }

  private String text(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
