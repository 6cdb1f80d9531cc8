package dev.meridian.benchmarks.backup;

import dev.meridian.testsupport.TestDatabase;
import dev.meridian.testsupport.TestPostgres;
import java.sql.SQLException;

/** S: a table of which half the bytes cannot be compressed; 4.2 million rows are 2.3 GB. */
public record HalfRandom(long rows) implements DataSet {

  @Override
  public void load(TestPostgres server) throws SQLException {
    TestDatabase database = server.database("postgres");
    database.execute(
        "CREATE TABLE t (id bigint PRIMARY KEY, k int NOT NULL, inc bytea NOT NULL,"
            + " cmp text NOT NULL) WITH (fillfactor = 90, autovacuum_enabled = off)",
        "ALTER TABLE t ALTER inc SET STORAGE plain",
        "ALTER TABLE t ALTER cmp SET STORAGE plain",
        "INSERT INTO t SELECT i, (i * 7919) % 1000003,"
            + " sha512(int8send(i)) || sha512(int8send(-i)) || sha512(int8send(i + 1000000000)),"
            + " 'row ' || i || ' ' || repeat('the quick brown fox jumps over ', 6)"
            + " FROM generate_series(1::bigint, "
            + rows
            + ") i",
        "VACUUM (FREEZE, ANALYZE) t",
        "CHECKPOINT");
  }

  @Override
  public void touchOnePercent(TestDatabase database, int first) throws SQLException {
    database.execute(
        "UPDATE t SET k = k + 1 WHERE ctid = ANY (ARRAY(SELECT ('(' || p || ',3)')::tid"
            + " FROM generate_series("
            + first
            + "::bigint, pg_relation_size('t') / 8192 - 1, 100) p))",
        "CHECKPOINT");
  }
}
