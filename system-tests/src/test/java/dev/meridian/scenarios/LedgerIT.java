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
 * What concurrent clients were told is what every restore holds, to the transaction. How many
 * targets are restored: {@code -Dmeridian.ledger.targets=}, 3 otherwise; a third of them between
 * commits at random, a third at the time of a commit exactly or a microsecond before it, a third
 * right before or after a transaction.
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
      RunningServer source = meridian.server("ledger").openTo(LOOPBACK).awaitBackup();
      List<Entry> ledger = work(source);
      List<Aim> aims = new ArrayList<>();
      for (int i = 0; i < TARGETS; i++) {
        aims.add(aim(meridian.gateway(), source.name(), ledger, i));
      }
      for (int i = 0; i < aims.size(); i += AT_ONCE) {
        restoreAndCompare(
            meridian, source, ledger, aims.subList(i, Math.min(i + AT_ONCE, aims.size())), i);
      }
    }
  }

  private static List<Entry> work(RunningServer source) throws Exception {
    try (Connection connection = source.connect()) {
      LedgerWorkload.prepare(connection);
    }
    Instant until = Instant.now().plus(2, ChronoUnit.SECONDS);
    List<Entry> ledger = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(WORKERS)) {
      List<Future<List<Entry>>> running = new ArrayList<>();
      for (int worker = 0; worker < WORKERS; worker++) {
        running.add(clients.submit(new LedgerWorkload(source.connect(), worker, until, SEED)));
      }
      for (Future<List<Entry>> client : running) {
        ledger.addAll(client.get());
      }
    }
    assertThat(ledger).hasSizeGreaterThan(20);
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
    assertThat(content).as("%s", aim).isEqualTo(expected);
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
