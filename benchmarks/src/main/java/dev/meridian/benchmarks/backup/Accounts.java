package dev.meridian.benchmarks.backup;

import dev.meridian.testsupport.TestDatabase;
import dev.meridian.testsupport.TestPostgres;
import java.io.IOException;
import java.sql.SQLException;

/** L: what pgbench makes, which compresses well; a scale of 650 is 10.2 GB. */
public record Accounts(int scale) implements DataSet {

  private static final String PGBENCH =
      System.getProperty("pgbench", "/usr/lib/postgresql/15/bin/pgbench");

  @Override
  public void load(TestPostgres server) throws SQLException, IOException, InterruptedException {
    Command.run(
        "%s -h 127.0.0.1 -p %d -U postgres -i -q -s %d postgres"
            .formatted(PGBENCH, server.port(), scale));
    server
        .database("postgres")
        .execute(
            "ALTER TABLE pgbench_accounts SET (autovacuum_enabled = off)",
            "VACUUM (FREEZE) pgbench_accounts",
            "CHECKPOINT");
  }

  @Override
  public void touchOnePercent(TestDatabase database, int first) throws SQLException {
    database.execute(
        "UPDATE pgbench_accounts SET abalance = abalance + 1 WHERE ctid = ANY (ARRAY("
            + "SELECT ('(' || p || ',3)')::tid FROM generate_series("
            + first
            + "::bigint, pg_relation_size('pgbench_accounts') / 8192 - 1, 100) p))",
        "CHECKPOINT");
  }
}
