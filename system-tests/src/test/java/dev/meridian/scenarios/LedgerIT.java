package dev.meridian.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.wal.WalRange;
import dev.meridian.scenarios.LedgerAim.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * What concurrent clients were told is what every restore holds, to the transaction: of rows and
 * tables, with subtransactions, commits in two phases, waits for each other, and a crash of the
 * source and another timeline while they work, with the newest PostgreSQL and the oldest; what
 * nobody was told is there whole or not at all, and what was prepared is in doubt. How many targets
 * are restored: {@code -Dmeridian.ledger.targets=}, 5 otherwise, which are of five kinds and of
 * every form of a target that names a transaction, a time or a place. Which of them, and by which
 * version, is decided by {@code -Dmeridian.ledger.seed=}, another one each time; it is printed with
 * the aims.
 */
class LedgerIT {

  private static final String LOOPBACK = "127.0.0.1";
  private static final int TARGETS = Integer.getInteger("meridian.ledger.targets", 5);
  private static final int AT_ONCE = 3;
  private static final long SEED =
      Long.getLong("meridian.ledger.seed", new Random().nextInt(1_000_000));
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

  /**
   * One that crashed while clients worked and a transaction was open, and goes on, with another
   * timeline maybe. Some of what is prepared first stays in doubt for long, some of it for ever.
   */
  private LedgerSource crashedSource(Scenario meridian, int version, List<Kind> kinds)
      throws Exception {
    RunningServer server =
        meridian.server("ledger-" + version, version).openTo(LOOPBACK).awaitBackup();
    LedgerClients clients = new LedgerClients(server, SEED, List.of());
    clients.prepareForLong(4);
    Connection open = server.connect();
    open.setAutoCommit(false);
    execute(open, "insert into ledger values (pg_current_xact_id()::text::bigint, 99)");
    Set<Long> beforeCrash = clients.workAcross(server::crash);
    clients.passSegments();
    if (kinds.contains(Kind.INSIDE_A_BACKUP)) {
      var backup = new BackupMeanwhile(meridian.gateway(), server.name());
      clients.work(backup::isUnfinished);
    }
    if (kinds.contains(Kind.AT_A_SEGMENT_BOUNDARY)) {
      try (Connection connection = server.connect()) {
        execute(connection, FILL);
        execute(connection, "drop table filler");
      }
    }
    if (kinds.contains(Kind.AT_COMMITS_OF_ONE_MICROSECOND)) {
      burst(clients, meridian.archive(server.name()));
    }
    clients.work();
    clients.endDoubt(0, true);
    clients.endDoubt(1, false);
    clients.passSegments();
    Set<Long> beforeSwitch = clients.committed();
    if (kinds.contains(Kind.ACROSS_A_TIMELINE_SWITCH)) {
      beforeSwitch = clients.workAcross(server::switchTimeline);
    }
    clients.endDoubt(2, true);
    clients.work();
    return source(meridian, clients, Set.of(), beforeCrash, beforeSwitch);
  }

  /** One that begins with what the source had at some target, on the next timeline. */
  private LedgerSource born(Scenario meridian, LedgerSource source, LedgerAim birth)
      throws Exception {
    String name = source.server().name() + "-born";
    RunningServer server =
        compared(meridian, source, birth, name, request(meridian, source, birth, name));
    server.awaitBackup();
    Set<Long> inherited = source.committedBefore(birth.cut());
    LedgerClients clients =
        new LedgerClients(
            server,
            SEED,
            source.ledger().stream().filter(entry -> inherited.contains(entry.xid())).toList());
    clients.work();
    return source(meridian, clients, inherited, Set.of(), Set.of());
  }

  private static LedgerSource source(
      Scenario meridian,
      LedgerClients clients,
      Set<Long> inherited,
      Set<Long> beforeCrash,
      Set<Long> beforeSwitch)
      throws SQLException {
    ServerArchive archive = meridian.archive(clients.server().name());
    awaitArchived(clients.server(), archive);
    return LedgerSource.of(
        clients, inherited, ends(archive), archive.backups(), beforeCrash, beforeSwitch);
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

  /** Commits until two of them are of one microsecond. */
  private static void burst(LedgerClients clients, ServerArchive archive) throws Exception {
    Set<Long> before = clients.committed();
    Instant deadline = Instant.now().plus(PATIENCE);
    List<TransactionEnd> commits;
    do {
      clients.burst();
      awaitArchived(clients.server(), archive);
      Set<Long> told = clients.committed();
      told.removeAll(before);
      commits =
          ends(archive).stream()
              .filter(end -> told.contains(Integer.toUnsignedLong(end.xid())))
              .toList();
    } while (LedgerSource.firstsOfOneMicrosecond(commits).isEmpty()
        && Instant.now().isBefore(deadline));
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
      new LedgerComparison(connection, source, aim).run();
    }
    held.add(aim.kind());
    return restored;
  }

  /** In the build's output: which targets were chosen this time. */
  static void say(String what) {
    System.out.println("Ledger: " + what);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
