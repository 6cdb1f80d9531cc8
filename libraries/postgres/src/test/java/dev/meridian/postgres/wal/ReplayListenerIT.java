package dev.meridian.postgres.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.postgres.Lsn;
import dev.meridian.testsupport.TestPostgres;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the log is read to do to files, held against what PostgreSQL reads ({@code pg_walinspect}).
 */
class ReplayListenerIT {

  private static final int SEGMENT = 1 << 24;

  private record Page(Lsn record, RelationFiles relation, int fork, long block) {}

  private static final class Told implements ReplayListener {

    private final List<Page> pages = new ArrayList<>();
    private final Set<Page> whole = new HashSet<>();
    private final Set<RelationFiles> files = new HashSet<>();
    private int everything;
    private final List<Integer> prepared = new ArrayList<>();

    @Override
    public void page(Lsn record, RelationFiles relation, int fork, long block, boolean isWhole) {
      var page = new Page(record, relation, fork, block);
      pages.add(page);
      if (isWhole) {
        whole.add(page);
      }
    }

    @Override
    public void files(Lsn record, RelationFiles relation) {
      files.add(relation);
    }

    @Override
    public void everything(Lsn record) {
      everything++;
    }

    @Override
    public void prepared(Lsn record, int xid) {
      prepared.add(xid);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void everyPageIsToldThatPostgresFindsInTheLog(int version) throws SQLException {
    try (TestPostgres postgres =
            TestPostgres.start(
                version, Map.of("wal_compression", "pglz", "max_prepared_transactions", "5"));
        Connection connection = postgres.database("postgres").connect();
        Statement sql = connection.createStatement()) {
      sql.execute("create extension pg_walinspect");
      text(sql, "select pg_switch_wal()");
      sql.execute("checkpoint");
      Lsn start = Lsn.parse(text(sql, "select pg_current_wal_insert_lsn()"));
      work(sql);
      RelationFiles dropped = relation(sql, "dropped");
      RelationFiles truncated = relation(sql, "emptied");
      sql.execute("drop table dropped");
      sql.execute("delete from emptied");
      sql.execute("vacuum emptied");
      sql.execute("create database another template template0 strategy file_copy");
      Lsn end = Lsn.parse(text(sql, "select pg_current_wal_insert_lsn()"));
      text(sql, "select pg_logical_emit_message(true, '', 'a flush')");
      text(sql, "select pg_switch_wal()");

      Told told = read(sql, start, end);

      assertThat(told.files).contains(dropped, truncated);
      assertThat(told.everything).isPositive();
      assertThat(told.prepared).containsExactly(preparedXid(sql, start, end));
      Set<Page> expected = new HashSet<>();
      Set<Page> images = new HashSet<>();
      ask(sql, version, start, end, expected, images);
      assertThat(images).hasSizeGreaterThan(20);
      assertThat(new HashSet<>(told.pages)).isEqualTo(expected);
      assertThat(told.whole).containsAll(images);
      assertThat(expected).hasSizeGreaterThan(told.whole.size() + 100);
    }
  }

  private static void work(Statement sql) throws SQLException {
    sql.execute("create table t (id bigint primary key, v text, p point) with (fillfactor = 50)");
    sql.execute(
        "insert into t select i, repeat('x', 100), point(i, i) from generate_series(1, 3000) i");
    sql.execute("create index on t using gist (p)");
    sql.execute("create index on t using hash (v)");
    sql.execute("create index on t using brin (id)");
    sql.execute("create sequence s");
    sql.execute("create table dropped as select * from generate_series(1, 1000) i");
    sql.execute("create table emptied as select * from generate_series(1, 5000) i");
    sql.execute("checkpoint");
    sql.execute("update t set v = v || 'y' where id % 3 = 0");
    sql.execute("delete from t where id % 7 = 0");
    sql.execute("vacuum (freeze) t");
    sql.execute("begin");
    sql.execute("savepoint a");
    sql.execute("insert into t select i, 'z', point(0, i) from generate_series(4000, 4100) i");
    sql.execute("rollback to savepoint a");
    sql.execute("select nextval('s')");
    sql.execute("prepare transaction 'p'");
    sql.execute("commit prepared 'p'");
    sql.execute("truncate t");
    sql.execute("insert into t values (1, 'after', point(1, 1))");
  }

  private static int preparedXid(Statement sql, Lsn from, Lsn to) throws SQLException {
    return Integer.parseInt(
        text(
            sql,
            "select xid from pg_get_wal_records_info('%s', '%s') where record_type = 'PREPARE'"
                .formatted(from, to)));
  }

  private static RelationFiles relation(Statement sql, String table) throws SQLException {
    return new RelationFiles(
        RelationFiles.DEFAULT_TABLESPACE,
        Long.parseLong(text(sql, "select oid from pg_database where datname = 'postgres'")),
        Long.parseLong(text(sql, "select pg_relation_filenode('%s')".formatted(table))));
  }

  private static Told read(Statement sql, Lsn from, Lsn to) throws SQLException {
    Lsn first = new Lsn(from.position() & -(long) SEGMENT);
    var told = new Told();
    var reader = new WalReader(first, SEGMENT);
    reader.onReplay(told);
    for (Lsn at = first; at.isBefore(to); ) {
      long segmentEnd = (at.position() / SEGMENT + 1) * SEGMENT;
      int count = (int) (Math.min(segmentEnd, to.position()) - at.position());
      byte[] bytes = bytes(sql, at, count);
      for (int done = 0; done < count; done += 1000) {
        reader.accept(ByteBuffer.wrap(bytes, done, Math.min(1000, count - done)), ignored -> {});
      }
      at = at.plus(count);
    }
    told.pages.removeIf(page -> page.record().isBefore(from));
    told.whole.removeIf(page -> page.record().isBefore(from));
    return told;
  }

  private static byte[] bytes(Statement sql, Lsn at, int count) throws SQLException {
    try (ResultSet row =
        sql.executeQuery(
            "select pg_read_binary_file('pg_wal/' || pg_walfile_name('%s'), %d, %d)"
                .formatted(at.plus(1), at.position() % SEGMENT, count))) {
      row.next();
      return row.getBytes(1);
    }
  }

  private static void ask(
      Statement sql, int version, Lsn from, Lsn to, Set<Page> pages, Set<Page> images)
      throws SQLException {
    String question =
        version >= 16
            ? """
              select start_lsn::text, reltablespace, reldatabase, relfilenode, relforknumber,
                relblocknumber, 'APPLY' = any(block_fpi_info)
              from pg_get_wal_block_info('%s', '%s')"""
            : """
              select start_lsn::text, b[1], b[2], b[3],
                array_position(array['main', 'fsm', 'vm', 'init'], b[4]) - 1, b[5], b[6] = 'FPW'
              from pg_get_wal_records_info('%s', '%s'),
                regexp_matches(block_ref,
                  'rel (\\d+)/(\\d+)/(\\d+) fork (\\w+) blk (\\d+)(?: \\((FPW)\\))?', 'g') b""";
    try (ResultSet rows = sql.executeQuery(question.formatted(from, to))) {
      while (rows.next()) {
        var page =
            new Page(
                Lsn.parse(rows.getString(1)),
                new RelationFiles(rows.getLong(2), rows.getLong(3), rows.getLong(4)),
                rows.getInt(5),
                rows.getLong(6));
        pages.add(page);
        if (rows.getBoolean(7)) {
          images.add(page);
        }
      }
    }
  }

  private static String text(Statement sql, String question) throws SQLException {
    try (ResultSet row = sql.executeQuery(question)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }
}
