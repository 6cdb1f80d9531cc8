package dev.meridian.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.scenarios.LedgerSession.Prepared;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One client that commits transactions of its own rows and its own table, some with
 * subtransactions, some in two phases, some waiting for others, and keeps of each what it did and
 * between which two instants of the server's clock it was committed. When it loses its server, it
 * goes on as soon as that is back, and asks it first what became of the transaction whose end was
 * under way.
 */
final class LedgerWorkload implements Callable<List<LedgerWorkload.Entry>> {

  /** The key that stands for what is in the worker's own table, if it has one. */
  static final int SIDE = -1;

  private static final int KEYS = 20;

  /** However slow the machine is, there is something to aim at. */
  private static final int LEAST = 25;

  private final RunningServer server;
  private final int worker;
  private final BooleanSupplier goesOn;
  private final Random random;
  private final Collection<Prepared> prepared;
  private final List<Entry> entries = new ArrayList<>();
  private Map<Integer, String> state;
  private int sessions;
  private @Nullable Ending ending;

  /**
   * Not at work yet.
   *
   * @param goesOn is asked before each transaction
   * @param state its rows so far
   * @param prepared gets what it prepares
   */
  LedgerWorkload(
      RunningServer server,
      int worker,
      BooleanSupplier goesOn,
      long seed,
      Map<Integer, String> state,
      Collection<Prepared> prepared) {
    this.server = server;
    this.worker = worker;
    this.goesOn = goesOn;
    this.random = new Random(seed + worker);
    this.state = new TreeMap<>(state);
    this.prepared = prepared;
  }

  /**
   * A committed transaction.
   *
   * @param session how many sessions its client had lost when it was committed
   * @param before an instant before its commit
   * @param after an instant after it
   * @param state all of the worker's rows from then on
   */
  record Entry(
      int worker,
      int session,
      long xid,
      Instant before,
      Instant after,
      Map<Integer, String> state) {}

  /**
   * A transaction whose end is under way.
   *
   * @param position of the log, before
   * @param answered whether it is known to be committed
   */
  private record Ending(
      long xid,
      boolean commits,
      Instant before,
      Lsn position,
      Map<Integer, String> next,
      boolean answered) {

    Ending isAnswered() {
      return new Ending(xid, commits, before, position, next, true);
    }
  }

  @Override
  public List<Entry> call() throws SQLException {
    while (true) {
      try (LedgerSession session = LedgerSession.on(server.connectToWrite())) {
        settle(session);
        while (goesOn.getAsBoolean() || entries.size() < LEAST) {
          transaction(session);
        }
        return entries;
      } catch (SQLException e) {
        if (!isLoss(e)) {
          throw e;
        }
        sessions++;
      }
    }
  }

  /** Whether the connection is what failed, or the server shuts down. */
  private static boolean isLoss(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith("08") || state.startsWith("57P");
  }

  /** What nobody answered has happened or not; what was answered has. */
  private void settle(LedgerSession session) throws SQLException {
    Ending left = ending;
    if (left == null) {
      return;
    }
    boolean inDoubt = session.isInDoubt(left.xid(), worker);
    boolean committed = session.isInLedger(left.xid(), worker);
    LedgerIT.say(
        "transaction %d was to be %s, which was %s, and is %s"
            .formatted(
                left.xid(),
                left.commits() ? "committed" : "rolled back",
                left.answered() ? "answered" : "not answered",
                inDoubt ? "in doubt" : committed ? "committed" : "not there"));
    if (inDoubt) {
      assertThat(left.answered()).isFalse();
      prepared.add(new Prepared(left.xid(), worker, left.position(), session.logPosition()));
      session.end(left.xid(), worker, left.commits());
      if (left.commits()) {
        enter(left, sessions, session);
      }
    } else if (committed) {
      assertThat(left.commits()).isTrue();
      enter(left, sessions - 1, session);
    } else {
      assertThat(left.answered() || (left.commits() && wasPrepared(left.xid())))
          .as("%d was committed or prepared, and is not there", left.xid())
          .isFalse();
    }
    session.rollBack();
    ending = null;
  }

  private boolean wasPrepared(long xid) {
    return prepared.stream().anyMatch(each -> each.xid() == xid && each.worker() == worker);
  }

  private void enter(Ending end, int of, LedgerSession session) throws SQLException {
    Instant after = session.instant();
    session.rollBack();
    state = end.next();
    entries.add(new Entry(worker, of, end.xid(), end.before(), after, Map.copyOf(state)));
    ending = null;
  }

  private void transaction(LedgerSession session) throws SQLException {
    Map<Integer, String> next = new TreeMap<>(state);
    if (random.nextInt(8) == 0) {
      session.execute("select pg_advisory_xact_lock(7)");
    }
    change(session, next);
    if (random.nextInt(8) == 0) {
      rollBackSomething(session);
    }
    if (random.nextInt(8) == 0) {
      changeTable(session, next);
    }
    long xid = session.enter(worker);
    boolean inTwoPhases = random.nextInt(8) == 0;
    boolean commits = random.nextInt(10) != 0;
    Ending end = new Ending(xid, commits, session.instant(), session.logPosition(), next, false);
    ending = end;
    if (inTwoPhases) {
      prepared.add(session.prepare(xid, worker));
      session.end(xid, worker, commits);
    } else if (commits) {
      session.commit();
    } else {
      session.rollBack();
    }
    if (commits) {
      ending = end.isAnswered();
      enter(end, sessions, session);
    }
    ending = null;
  }

  private void change(LedgerSession session, Map<Integer, String> next) throws SQLException {
    for (int i = random.nextInt(3); i >= 0; i--) {
      Savepoint subtransaction = random.nextInt(4) == 0 ? session.subtransaction() : null;
      int key = random.nextInt(KEYS);
      if (next.containsKey(key) && random.nextBoolean()) {
        session.execute(
            "delete from content where worker = %d and key = %d".formatted(worker, key));
        next.remove(key);
      } else {
        String value = Long.toHexString(random.nextLong());
        session.execute(
            "insert into content values (%d, %d, '%s') on conflict (worker, key) do update set value = excluded.value"
                .formatted(worker, key, value));
        next.put(key, value);
      }
      if (subtransaction != null) {
        session.connection().releaseSavepoint(subtransaction);
      }
    }
  }

  /** A table of the worker's own is made, anew, or goes. */
  private void changeTable(LedgerSession session, Map<Integer, String> next) throws SQLException {
    session.execute("drop table if exists side_" + worker);
    next.remove(SIDE);
    if (random.nextInt(3) != 0) {
      String value = Long.toHexString(random.nextLong());
      session.execute(
          "create table side_%d as select '%s'::text as value".formatted(worker, value));
      next.put(SIDE, value);
    }
  }

  private void rollBackSomething(LedgerSession session) throws SQLException {
    Savepoint savepoint = session.subtransaction();
    session.execute("delete from content where worker = " + worker);
    session.connection().rollback(savepoint);
  }
}
