package dev.meridian.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.scenarios.LedgerWorkload.Entry;
import dev.meridian.standalone.client.Gateway;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What concurrent clients were told is what every restore holds, to the transaction: of rows and
 * tables, with subtransactions, commits in two phases, and a crash of the source in between, with
 * the newest PostgreSQL and the oldest. How many targets are restored: {@code
 * -Dmeridian.ledger.targets=}, 3 otherwise; about a third of them between commits at random, a
 * third at the time of a commit exactly or a microsecond before it, a third right before or after a
 * transaction; a third of them with the oldest PostgreSQL.
 */
class LedgerIT {

  private static final String LOOPBACK = "127.0.0.1";
  private static final int WORKERS = 4;
  private static final int TARGETS = Integer.getInteger("meridian.ledger.targets", 3);
  private static final int AT_ONCE = 3;
  private static final long SEED = Long.getLong("meridian.ledger.seed", 20_261_122);

  private final Random random = new Random(SEED);

  /**
   * A target and which transactions it must and mustn't have, besides those that its instant says.
   */
  private record Aim(JsonNode target, Instant at, Set<Long> with, Set<Long> without) {}

  @Test
  void everyRestoreHoldsExactlyWhatWasCommittedByItsTarget() throws Exception {
    try (Scenario meridian = Scenario.start()) {
      for (int version : new int[] {18, 15}) {
        RunningServer source =
            meridian.server("ledger-" + version, version).openTo(LOOPBACK).awaitBackup();
        List<Entry> ledger = new ArrayList<>(work(source, Map.of()));
        source.crash();
        ledger.addAll(work(source, last(ledger)));
        check(meridian, source, ledger, version == 18 ? TARGETS - TARGETS / 3 : TARGETS / 3);
      }
    }
  }

  private void check(Scenario meridian, RunningServer source, List<Entry> ledger, int targets)
      throws Exception {
    List<Aim> aims = new ArrayList<>();
    for (int i = 0; i < targets; i++) {
      aims.add(aim(meridian.gateway(), source.name(), ledger, random.nextInt(3)));
    }
    for (int i = 0; i < aims.size(); i += AT_ONCE) {
      restoreAndCompare(
          meridian, source, ledger, aims.subList(i, Math.min(i + AT_ONCE, aims.size())), i);
    }
  }

  /** The rows of each worker at the end. */
  private static Map<Integer, Map<Integer, String>> last(List<Entry> ledger) {
    Map<Integer, Map<Integer, String>> last = new TreeMap<>();
    ledger.forEach(entry -> last.put(entry.worker(), entry.state()));
    return last;
  }

  private static List<Entry> work(RunningServer source, Map<Integer, Map<Integer, String>> before)
      throws Exception {
    try (Connection connection = source.connect()) {
      LedgerWorkload.prepare(connection);
    }
    Instant until = Instant.now().plus(1, ChronoUnit.SECONDS);
    List<Entry> ledger = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(WORKERS)) {
      List<Future<List<Entry>>> running = new ArrayList<>();
      for (int worker = 0; worker < WORKERS; worker++) {
        running.add(
            clients.submit(
                new LedgerWorkload(
                    source.connect(),
                    worker,
                    until,
                    SEED + before.size(),
                    before.getOrDefault(worker, Map.of()))));
      }
      for (Future<List<Entry>> client : running) {
        ledger.addAll(client.get());
      }
    }
    assertThat(ledger).hasSizeGreaterThan(10);
    return ledger;
  }

  private Aim aim(Gateway gateway, String source, List<Entry> ledger, int number) {
    // Neither the first ones, when the tables were just made, nor the last.
    Entry entry = ledger.get(ledger.size() / 10 + random.nextInt(ledger.size() * 8 / 10));
    return switch (number % 3) {
      case 0 ->
          new Aim(Gateway.pointInTime(entry.after()), entry.after(), Set.of(entry.xid()), Set.of());
      case 1 -> {
        JsonNode last = gateway.preview(source, transaction("AfterTransaction", entry.xid()));
        Instant commit = Instant.parse(last.at("/lastCommit/at").asString());
        yield random.nextBoolean()
            ? exactly(gateway, source, commit)
            : microsecondBefore(commit, entry);
      }
      default ->
          random.nextBoolean()
              ? new Aim(
                  transaction("BeforeTransaction", entry.xid()),
                  entry.before(),
                  Set.of(),
                  Set.of(entry.xid()))
              : new Aim(
                  transaction("AfterTransaction", entry.xid()),
                  entry.before(),
                  Set.of(entry.xid()),
                  Set.of());
    };
  }

  /** Of commits whose times and places in the log are in different orders, the log decides. */
  private static Aim exactly(Gateway gateway, String source, Instant commit) {
    JsonNode target = Gateway.pointInTime(commit);
    long last = gateway.preview(source, target).at("/lastCommit/transactionId").asLong();
    Instant surely = commit.minus(1, ChronoUnit.MILLIS);
    return new Aim(target, surely, Set.of(last), Set.of());
  }

  private static Aim microsecondBefore(Instant commit, Entry entry) {
    Instant before = commit.minus(1, ChronoUnit.MICROS);
    return new Aim(Gateway.pointInTime(before), before, Set.of(), Set.of(entry.xid()));
  }

  private static JsonNode transaction(String kind, long xid) {
    return JsonMapper.shared().createObjectNode().put("kind", kind).put("transactionId", xid);
  }

  private static void restoreAndCompare(
      Scenario meridian, RunningServer source, List<Entry> ledger, List<Aim> aims, int from)
      throws Exception {
    Map<String, Aim> restores = new TreeMap<>();
    Map<String, String> names = new HashMap<>();
    for (Aim aim : aims) {
      String name = source.name() + "-" + (from + restores.size());
      String id =
          meridian
              .gateway()
              .requestRestore(source.name(), aim.target(), name)
              .path("id")
              .asString();
      restores.put(id, aim);
      names.put(id, name);
    }
    for (Map.Entry<String, Aim> restore : restores.entrySet()) {
      meridian.gateway().awaitRestore(restore.getKey(), _ -> {});
      String name = names.get(restore.getKey());
      RunningServer restored = meridian.existing(name).openTo(LOOPBACK);
      try (Connection connection = restored.connect()) {
        compare(connection, ledger, restore.getValue());
      }
      meridian.gateway().drop(name);
    }
  }

  private static void compare(Connection restored, List<Entry> ledger, Aim aim)
      throws SQLException {
    Set<Long> found = new HashSet<>();
    read(restored, "select xid from ledger", row -> found.add(row.getLong(1)));
    Map<Integer, Map<Integer, String>> expected = new TreeMap<>();
    for (Entry entry : ledger) {
      boolean isThere = found.remove(entry.xid());
      if (aim.with().contains(entry.xid()) || !entry.after().isAfter(aim.at())) {
        assertThat(isThere).as("%s of %s by %s", entry.xid(), entry.after(), aim).isTrue();
      }
      if (aim.without().contains(entry.xid())) {
        assertThat(isThere).as("%s by %s", entry.xid(), aim).isFalse();
      }
      if (isPointInTime(aim) && entry.before().isAfter(instantOf(aim))) {
        assertThat(isThere).as("%s after %s by %s", entry.xid(), entry.before(), aim).isFalse();
      }
      if (isThere) {
        expected.put(entry.worker(), entry.state());
      }
    }
    assertThat(found).as("what nobody was told to be committed").isEmpty();
    expected.values().removeIf(Map::isEmpty);
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
    assertThat(content).as("%s", aim).isEqualTo(expected);
  }

  private static List<Integer> workersWithTables(Connection restored) throws SQLException {
    List<Integer> workers = new ArrayList<>();
    read(
        restored,
        "select substr(tablename, 6)::int from pg_tables where tablename ~ '^side_[0-9]+$'",
        row -> workers.add(row.getInt(1)));
    return workers;
  }

  private static boolean isPointInTime(Aim aim) {
    return aim.target().path("kind").asString().equals("PointInTime");
  }

  private static Instant instantOf(Aim aim) {
    return Instant.parse(aim.target().path("at").asString());
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
