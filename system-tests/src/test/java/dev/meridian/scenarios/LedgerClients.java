package dev.meridian.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.scenarios.LedgerSession.Prepared;
import dev.meridian.scenarios.LedgerWorkload.Entry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** The clients of a server's ledger, and what they were told. */
final class LedgerClients {

  private static final int WORKERS = 4;

  /** They work on nothing, but keep a transaction each in doubt for long. */
  private static final int FIRST_DOUBTER = 50;

  private static final Duration WORK = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** So many transactions are begun before and after something cuts the clients off. */
  private static final int TURNS = 100;

  private final RunningServer server;
  private final long seed;
  private final List<Entry> ledger;
  private final Queue<Prepared> prepared = new ConcurrentLinkedQueue<>();
  private final Map<Integer, Long> doubts = new TreeMap<>();

  /**
   * Not at work yet.
   *
   * @param inherited what the server was born with
   */
  LedgerClients(RunningServer server, long seed, List<Entry> inherited) throws SQLException {
    this.server = server;
    this.seed = seed;
    this.ledger = new ArrayList<>(inherited);
    try (Connection connection = server.connect()) {
      LedgerSession.prepareTables(connection);
      LedgerBurst.prepare(connection);
    }
  }

  RunningServer server() {
    return server;
  }

  /** What was committed, the transactions of each client in their order. */
  List<Entry> ledger() {
    return List.copyOf(ledger);
  }

  /** What was prepared on this server. */
  List<Prepared> prepared() {
    return List.copyOf(prepared);
  }

  /** The ids of what was committed. */
  Set<Long> committed() {
    return ledger.stream().map(Entry::xid).collect(Collectors.toCollection(HashSet::new));
  }

  /** They work for a while. */
  void work() throws Exception {
    Instant worked = Instant.now().plus(WORK);
    work(() -> Instant.now().isBefore(worked));
  }

  /** They work for as long as that. */
  void work(BooleanSupplier goesOn) throws Exception {
    List<Entry> done = atOnce(worker -> workload(server, worker, goesOn));
    assertThat(done).hasSizeGreaterThan(10);
    ledger.addAll(done);
  }

  /** Something that ends all sessions of a server's. */
  interface Cut {
    void happen() throws Exception;
  }

  /**
   * They work all the time while something cuts them off, and go on after it.
   *
   * @return what was committed before it
   */
  Set<Long> workAcross(Cut cut) throws Exception {
    Set<Long> before = committed();
    AtomicInteger turns = new AtomicInteger();
    AtomicBoolean enough = new AtomicBoolean();
    RunningServer remembered = server.remembered();
    List<Entry> done = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(WORKERS)) {
      List<Future<List<Entry>>> all = new ArrayList<>();
      for (int worker = 0; worker < WORKERS; worker++) {
        all.add(
            clients.submit(
                workload(
                    remembered,
                    worker,
                    () -> {
                      turns.incrementAndGet();
                      return !enough.get();
                    })));
      }
      try {
        awaitTurns(turns, all);
        cut.happen();
        awaitTurns(turns, all);
      } finally {
        enough.set(true);
      }
      for (Future<List<Entry>> each : all) {
        done.addAll(each.get());
      }
    }
    ledger.addAll(done);
    done.stream().filter(entry -> entry.session() == 0).map(Entry::xid).forEach(before::add);
    assertThat(done).extracting(Entry::session).containsOnly(0, 1);
    return before;
  }

  private static void awaitTurns(AtomicInteger turns, List<Future<List<Entry>>> all) {
    int enough = turns.get() + TURNS;
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> turns.get() >= enough || all.stream().anyMatch(Future::isDone));
  }

  /** They commit as fast as the server can, once. */
  void burst() throws Exception {
    Map<Integer, Map<Integer, String>> rows = rows();
    ledger.addAll(
        atOnce(
            worker ->
                new LedgerBurst(server.connect(), worker, rows.getOrDefault(worker, Map.of()))));
  }

  /** So many others prepare a transaction each, which stays in doubt until it is ended. */
  void prepareForLong(int many) throws SQLException {
    try (LedgerSession session = LedgerSession.on(server.connect())) {
      for (int i = 0; i < many; i++) {
        int worker = FIRST_DOUBTER + doubts.size();
        long xid = session.enter(worker);
        session.execute("insert into content values (%d, 0, 'doubted')".formatted(worker));
        prepared.add(session.prepare(xid, worker));
        doubts.put(worker, xid);
      }
    }
  }

  /** Ends one that was prepared long ago, the first, the second and so on. */
  void endDoubt(int number, boolean commits) throws SQLException {
    int worker = FIRST_DOUBTER + number;
    long xid = doubts.get(worker);
    try (LedgerSession session = LedgerSession.on(server.connect())) {
      Instant before = session.instant();
      session.end(xid, worker, commits);
      if (commits) {
        ledger.add(new Entry(worker, 0, xid, before, session.instant(), Map.of(0, "doubted")));
      }
    }
  }

  /** Log of several segments that changes nothing. */
  void passSegments() throws SQLException {
    try (LedgerSession session = LedgerSession.on(server.connect())) {
      session.execute(
          "select count(pg_logical_emit_message(false, 'ledger', repeat('x', 1000000)))"
              + " from generate_series(1, 40)");
    }
  }

  /** The rows of each worker at the end. */
  private Map<Integer, Map<Integer, String>> rows() {
    Map<Integer, Map<Integer, String>> rows = new TreeMap<>();
    ledger.forEach(entry -> rows.put(entry.worker(), entry.state()));
    return rows;
  }

  private LedgerWorkload workload(RunningServer at, int worker, BooleanSupplier goesOn) {
    return new LedgerWorkload(
        at, worker, goesOn, seed + ledger.size(), rows().getOrDefault(worker, Map.of()), prepared);
  }

  private interface Client {
    Callable<List<Entry>> of(int worker) throws SQLException;
  }

  private static List<Entry> atOnce(Client client) throws Exception {
    List<Entry> done = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(WORKERS)) {
      List<Callable<List<Entry>>> all = new ArrayList<>();
      for (int worker = 0; worker < WORKERS; worker++) {
        all.add(client.of(worker));
      }
      for (Future<List<Entry>> each : clients.invokeAll(all)) {
        done.addAll(each.get());
      }
    }
    return done;
  }
}
