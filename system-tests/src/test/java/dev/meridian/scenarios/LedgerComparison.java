package dev.meridian.scenarios;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.scenarios.LedgerWorkload.Entry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a restored server holds, compared with what its source's clients were told. */
record LedgerComparison(Connection restored, LedgerSource source, LedgerAim aim) {

  /** It holds exactly what was committed by the target, and in doubt is what was so there. */
  void run() throws SQLException {
    Set<Long> found = new HashSet<>();
    read("select xid from ledger", row -> found.add(row.getLong(1)));
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
    compareDoubts();
    assertThat(content()).as("%s", aim).isEqualTo(expected);
  }

  /** What was prepared and not ended by then is in doubt there too, and holds its locks. */
  private void compareDoubts() throws SQLException {
    Set<String> names = new HashSet<>();
    read("select gid from pg_prepared_xacts", row -> names.add(row.getString(1)));
    Set<Long> doubts = names.stream().map(LedgerSession::prepared).collect(toSet());
    assertThat(doubts).as("in doubt by %s", aim).containsAll(source.surelyInDoubt(aim.cut()));
    assertThat(source.maybeInDoubt(aim.cut())).as("in doubt by %s", aim).containsAll(doubts);
    for (String name : names) {
      try (Statement statement = restored.createStatement()) {
        statement.execute("rollback prepared '%s'".formatted(name));
      }
    }
  }

  private Map<Integer, Map<Integer, String>> content() throws SQLException {
    Map<Integer, Map<Integer, String>> content = new TreeMap<>();
    read(
        "select worker, key, value from content",
        row ->
            content
                .computeIfAbsent(row.getInt(1), _ -> new TreeMap<>())
                .put(row.getInt(2), row.getString(3)));
    for (int worker : workersWithTables()) {
      read(
          "select value from side_" + worker,
          row ->
              content
                  .computeIfAbsent(worker, _ -> new TreeMap<>())
                  .put(LedgerWorkload.SIDE, row.getString(1)));
    }
    return content;
  }

  private List<Integer> workersWithTables() throws SQLException {
    List<Integer> workers = new ArrayList<>();
    read(
        "select substr(tablename, 6)::int from pg_tables where tablename ~ '^side_[0-9]+$'",
        row -> workers.add(row.getInt(1)));
    return workers;
  }

  private interface RowReader {
    void accept(ResultSet row) throws SQLException;
  }

  private void read(String query, RowReader reader) throws SQLException {
    try (Statement statement = restored.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        reader.accept(rows);
      }
    }
  }
}
