package dev.meridian.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.wal.WalRange;
import dev.meridian.scenarios.LedgerAim.Kind;
import dev.meridian.scenarios.LedgerWorkload.Entry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * What concurrent clients were told is what every restore holds, to the transaction: of rows and
 * tables, with subtransactions, commits in two phases, waits for each other, and a crash of the
 * source and another timeline in between, with the newest PostgreSQL and the oldest. How many
 * targets are restored: {@code -Dmeridian.ledger.targets=}, 5 otherwise, which are of five kinds
 * and of every form of a target that names a transaction, a time or a place. Which of them, and by
 * which version, is decided by {@code -Dmeridian.ledger.seed=}, another one each time; it is
 * printed with the aims.
 */
class LedgerIT {

  private static final String LOOPBACK = "127.0.0.1";
  private static final int WORKERS = 4;
  private static final int TARGETS = Integer.getInteger("meridian.ledger.targets", 5);
  private static final int AT_ONCE = 3;
  private static final long SEED =
      Long.getLong("meridian.ledger.seed", new Random().nextInt(1_000_000));
  private static final Duration WORK = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** More log than a segment. */
  private static final String FILL =
      "create table filler as select repeat(md5(i::text), 60) from generate_series(1, 10000) i";

  private final Random random = new Random(SEED);
  private final Map<Kind, Integer> turns = new EnumMap<>(Kind.class);
  private final List<Kind> held = new ArrayList<>();

  @Test
  void everyRestoreHoldsExactlyWhatWasCommittedByItsTarget() throws Exception {
    List<Kind> kinds = Kind.deal(TARGETS, random);
    say("%d targets, -Dmeridian.ledger.seed=%d".formatted(TARGETS, SEED));
    try (Scenario meridian = Scenario.start()) {
      for (int version : new int[] {18, 15}) {
        check(
            meridian,
            version,
            IntStream.range(0, TARGETS)
                .filter(aim -> aim % 2 == 0 == (version == 18))
                .mapToObj(kinds::get)
                .toList());
      }
    }
    assertThat(held).containsAll(kinds).hasSizeGreaterThanOrEqualTo(TARGETS);
  }

  private void check(Scenario meridian, int version, List<Kind> kinds) throws Exception {
    LedgerSource source = crashedSource(meridian, version, kinds);
    List<LedgerAim> aims = aims(source, kinds.stream().filter(kind -> !isOnRestored(kind)));
    List<Kind> onRestored = kinds.stream().filter(LedgerIT::isOnRestored).toList();
    if (onRestored.isEmpty()) {
      check(meridian, source, aims);
      return;
    }
    // What the first one makes is compared like any other, and then has a ledger of its own.
    LedgerAim birth = aims.isEmpty() ? source.aim(Kind.RANDOM, 0, random) : aims.getFirst();
    check(meridian, source, aims.stream().skip(1).toList());
    LedgerSource born = born(meridian, source, birth);
    check(meridian, born, aims(born, onRestored.stream()));
  }

  private List<LedgerAim> aims(LedgerSource source, Stream<Kind> kinds) {
    return kinds
        .map(kind -> source.aim(kind, turns.merge(kind, 1, Integer::sum) - 1, random))
        .toList();
  }

  private static boolean isOnRestored(Kind kind) {
    return kind == Kind.SINCE_A_RESTORED_SERVERS_BIRTH;
  }

  /** One that worked, crashed with a transaction open, and worked again, on two timelines maybe. */
  private LedgerSource crashedSource(Scenario meridian, int version, List<Kind> kinds)
      throws Exception {
    RunningServer server =
        meridian.server("ledger-" + version, version).openTo(LOOPBACK).awaitBackup();
    List<Entry> ledger = new ArrayList<>(work(server, Map.of()));
    Set<Long> beforeCrash = xids(ledger);
    Connection open = server.connect();
    open.setAutoCommit(false);
    execute(open, "insert into ledger values (pg_current_xact_id()::text::bigint, 99)");
    server.crash();
    if (kinds.contains(Kind.INSIDE_A_BACKUP)) {
      var backup = new BackupMeanwhile(meridian.gateway(), server.name());
      ledger.addAll(work(server, last(ledger), backup::isUnfinished));
    }
    if (kinds.contains(Kind.AT_A_SEGMENT_BOUNDARY)) {
      try (Connection connection = server.connect()) {
        execute(connection, FILL);
        execute(connection, "drop table filler");
      }
    }
    if (kinds.contains(Kind.AT_COMMITS_OF_ONE_MICROSECOND)) {
      ledger.addAll(burst(server, last(ledger), meridian.archive(server.name())));
    }
    ledger.addAll(work(server, last(ledger)));
    Set<Long> beforeSwitch = xids(ledger);
    if (kinds.contains(Kind.ACROSS_A_TIMELINE_SWITCH)) {
      server.switchTimeline();
      ledger.addAll(work(server, last(ledger)));
    }
    return source(meridian, server, ledger, Set.of(), beforeCrash, beforeSwitch);
  }

  /** One that begins with what the source had at some target, on the next timeline. */
  private LedgerSource born(Scenario meridian, LedgerSource source, LedgerAim birth)
      throws Exception {
    String name = source.server().name() + "-born";
    RunningServer server =
        compared(meridian, source, birth, name, request(meridian, source, birth, name));
    server.awaitBackup();
    Set<Long> inherited = source.committedBefore(birth.cut());
    List<Entry> ledger =
        new ArrayList<>(
            source.ledger().stream().filter(entry -> inherited.contains(entry.xid())).toList());
    ledger.addAll(work(server, last(ledger)));
    return source(meridian, server, ledger, inherited, Set.of(), Set.of());
  }

  private static LedgerSource source(
      Scenario meridian,
      RunningServer server,
      List<Entry> ledger,
      Set<Long> inherited,
      Set<Long> beforeCrash,
      Set<Long> beforeSwitch)
      throws SQLException {
    ServerArchive archive = meridian.archive(server.name());
    awaitArchived(server, archive);
    return LedgerSource.of(
        server, ledger, inherited, ends(archive), archive.backups(), beforeCrash, beforeSwitch);
  }

  /** All that was committed by now. */
  private static void awaitArchived(RunningServer server, ServerArchive archive)
      throws SQLException {
    Lsn written = server.logPosition();
    Awaitility.await().atMost(PATIENCE).until(() -> !newest(archive).end().isBefore(written));
  }

  private static WalRange newest(ServerArchive archive) {
    return archive.wal().coverage().ranges().getLast();
  }

  private static List<TransactionEnd> ends(ServerArchive archive) {
    WalRange newest = newest(archive);
    TimelineHistory line = archive.wal().history(newest.timeline());
    Lsn from = archive.backups().getFirst().facts().stop();
    return archive.wal().transactionEnds(line, from, newest.end());
  }

  private void check(Scenario meridian, LedgerSource source, List<LedgerAim> aims)
      throws Exception {
    for (int i = 0; i < aims.size(); i += AT_ONCE) {
      restoreAndCompare(meridian, source, aims.subList(i, Math.min(i + AT_ONCE, aims.size())), i);
    }
  }

  private static Set<Long> xids(List<Entry> ledger) {
    return ledger.stream().map(Entry::xid).collect(Collectors.toSet());
  }

  /** The rows of each worker at the end. */
  private static Map<Integer, Map<Integer, String>> last(List<Entry> ledger) {
    Map<Integer, Map<Integer, String>> last = new TreeMap<>();
    ledger.forEach(entry -> last.put(entry.worker(), entry.state()));
    return last;
  }

  private static List<Entry> work(RunningServer source, Map<Integer, Map<Integer, String>> before)
      throws Exception {
    Instant worked = Instant.now().plus(WORK);
    return work(source, before, () -> Instant.now().isBefore(worked));
  }

  private static List<Entry> work(
      RunningServer source, Map<Integer, Map<Integer, String>> before, BooleanSupplier goesOn)
      throws Exception {
    try (Connection connection = source.connect()) {
      LedgerWorkload.prepare(connection);
    }
    List<Entry> ledger =
        atOnce(
            worker ->
                new LedgerWorkload(
                    source.connect(),
                    worker,
                    goesOn,
                    SEED + before.size(),
                    before.getOrDefault(worker, Map.of())));
    assertThat(ledger).hasSizeGreaterThan(10);
    return ledger;
  }

  /** Commits until two of them are of one microsecond. */
  private static List<Entry> burst(
      RunningServer source, Map<Integer, Map<Integer, String>> before, ServerArchive archive)
      throws Exception {
    try (Connection connection = source.connect()) {
      LedgerBurst.prepare(connection);
    }
    List<Entry> ledger = new ArrayList<>();
    Instant deadline = Instant.now().plus(PATIENCE);
    List<TransactionEnd> commits;
    do {
      ledger.addAll(
          atOnce(
              worker ->
                  new LedgerBurst(
                      source.connect(), worker, before.getOrDefault(worker, Map.of()))));
      awaitArchived(source, archive);
      Set<Long> told = xids(ledger);
      commits =
          ends(archive).stream()
              .filter(end -> told.contains(Integer.toUnsignedLong(end.xid())))
              .toList();
    } while (LedgerSource.firstsOfOneMicrosecond(commits).isEmpty()
        && Instant.now().isBefore(deadline));
    return ledger;
  }

  private interface Client {
    Callable<List<Entry>> of(int worker) throws SQLException;
  }

  private static List<Entry> atOnce(Client client) throws Exception {
    List<Entry> ledger = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(WORKERS)) {
      List<Callable<List<Entry>>> all = new ArrayList<>();
      for (int worker = 0; worker < WORKERS; worker++) {
        all.add(client.of(worker));
      }
      for (Future<List<Entry>> each : clients.invokeAll(all)) {
        ledger.addAll(each.get());
      }
    }
    return ledger;
  }

  private void restoreAndCompare(
      Scenario meridian, LedgerSource source, List<LedgerAim> aims, int from) throws Exception {
    List<String> names = new ArrayList<>();
    List<String> restores = new ArrayList<>();
    for (LedgerAim aim : aims) {
      names.add(source.server().name() + "-" + (from + names.size()));
      restores.add(request(meridian, source, aim, names.getLast()));
    }
    for (int i = 0; i < aims.size(); i++) {
      compared(meridian, source, aims.get(i), names.get(i), restores.get(i));
      meridian.gateway().drop(names.get(i));
    }
  }

  private static String request(
      Scenario meridian, LedgerSource source, LedgerAim aim, String name) {
    say("%s: %s".formatted(name, aim));
    return meridian
        .gateway()
        .requestRestore(source.server().name(), aim.target(), name)
        .path("id")
        .asString();
  }

  /** The server that a restore makes, once it is and holds what it should. */
  private RunningServer compared(
      Scenario meridian, LedgerSource source, LedgerAim aim, String name, String restore)
      throws SQLException {
    meridian.gateway().awaitRestore(restore, _ -> {});
    RunningServer restored = meridian.existing(name).openTo(LOOPBACK);
    try (Connection connection = restored.connect()) {
      compare(connection, source, aim);
    }
    held.add(aim.kind());
    return restored;
  }

  /** In the build's output: which targets were chosen this time. */
  private static void say(String what) {
    System.out.println("Ledger: " + what);
  }

  private static void compare(Connection restored, LedgerSource source, LedgerAim aim)
      throws SQLException {
    Set<Long> found = new HashSet<>();
    read(restored, "select xid from ledger", row -> found.add(row.getLong(1)));
    assertThat(found).as("%s", aim).isEqualTo(source.committedBefore(aim.cut()));
    Map<Integer, Map<Integer, String>> expected = new TreeMap<>();
    for (Entry entry : source.ledger()) {
      boolean isThere = found.contains(entry.xid());
      // What the index of the log is believed to say, by what the clients saw themselves.
      if (aim.at() != null && !entry.after().isAfter(aim.at())) {
        assertThat(isThere).as("%s of %s by %s", entry.xid(), entry.after(), aim).isTrue();
      }
      if (aim.at() != null && entry.before().isAfter(aim.at())) {
        assertThat(isThere).as("%s after %s by %s", entry.xid(), entry.before(), aim).isFalse();
      }
      if (isThere) {
        expected.put(entry.worker(), entry.state());
      }
    }
    expected.values().removeIf(Map::isEmpty);
    rollBackWhatIsInDoubt(restored);
    assertThat(content(restored)).as("%s", aim).isEqualTo(expected);
  }

  /** What was prepared and not ended by then is in doubt there too, and holds its locks. */
  private static void rollBackWhatIsInDoubt(Connection restored) throws SQLException {
    List<String> inDoubt = new ArrayList<>();
    read(restored, "select gid from pg_prepared_xacts", row -> inDoubt.add(row.getString(1)));
    for (String gid : inDoubt) {
      execute(restored, "rollback prepared '" + gid + "'");
    }
  }

  private static Map<Integer, Map<Integer, String>> content(Connection restored)
      throws SQLException {
    Map<Integer, Map<Integer, String>> content = new TreeMap<>();
    read(
        restored,
        "select worker, key, value from content",
        row ->
            content
                .computeIfAbsent(row.getInt(1), _ -> new TreeMap<>())
                .put(row.getInt(2), row.getString(3)));
    for (int worker : workersWithTables(restored)) {
      read(
          restored,
          "select value from side_" + worker,
          row ->
              content
                  .computeIfAbsent(worker, _ -> new TreeMap<>())
                  .put(LedgerWorkload.SIDE, row.getString(1)));
    }
    return content;
  }

  private static List<Integer> workersWithTables(Connection restored) throws SQLException {
    List<Integer> workers = new ArrayList<>();
    read(
        restored,
        "select substr(tablename, 6)::int from pg_tables where tablename ~ '^side_[0-9]+$'",
        row -> workers.add(row.getInt(1)));
    return workers;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private interface RowReader {
    void accept(ResultSet row) throws SQLException;
  }

  private static void read(Connection connection, String query, RowReader reader)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        reader.accept(rows);
      }
    }
  }
}
