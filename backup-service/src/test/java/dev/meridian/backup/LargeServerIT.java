package dev.meridian.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.events.BackupEvent.BackupCompleted;
import dev.meridian.events.PricingTier.Redundancy;
import dev.meridian.testsupport.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real server with a large table and many relations, backed up by a service with little memory.
 * {@code -Dmeridian.large.relations=100000} makes so many of them, and a table of two files. All of
 * the data is compared.
 */
@Tag("scale")
class LargeServerIT {

  private static final String HOW_MANY = "meridian.large.relations";
  private static final boolean LARGE = System.getProperty(HOW_MANY) != null;
  private static final int RELATIONS = Integer.getInteger(HOW_MANY, 2000);
  private static final int IN_ONE_TRANSACTION = 5000;
  private static final int PARTS = 16;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** PostgreSQL begins another file of a relation after this many pages, 1 GiB. */
  private static final long FILE_PAGES = (1L << 30) / 8192;

  private static final int ROWS = LARGE ? 1_150_000 : 115_000;
  private static final int PAGES = ROWS / 8;

  /** So much at once keeps a small machine from answering the broker in time. */
  private static final String BUSY = "--meridian.backup-service.ownership.session-timeout=60s";

  @TempDir Path home;

  @Test
  void aLargeTableAndManyRelationsComeBackAsTheyWereChanged() throws Exception {
    try (Deployment meridian = new Deployment(home).startProcess(BUSY);
        RunningServer server =
            RunningServer.start(
                meridian.fleet,
                18,
                // A vacuum in between would change all pages.
                Map.of(
                    "max_locks_per_transaction", "512",
                    "max_wal_size", "4GB",
                    "autovacuum", "off"))) {
      fill(server.database());
      meridian.publish(server.provisioned(Redundancy.Local));
      BackupCompleted full =
          meridian.awaitSaid(BackupCompleted.class, server.id, 1, PATIENCE).getFirst();

      change(server.database());
      List<String> asItWas = fingerprint(server.database());
      meridian.post("/v1/servers/" + server.id + "/backups");
      BackupCompleted changes =
          meridian.awaitSaid(BackupCompleted.class, server.id, 2, PATIENCE).getLast();
      assertThat(changes.storedBytes()).isPositive().isLessThan(full.storedBytes() / 3);

      RestoredServer restored =
          RestoredServer.start(
              meridian.archive("north", server.id), changes.backupId(), changes.backupId(), server);
      try (restored) {
        assertThat(fingerprint(restored.database())).isEqualTo(asItWas);
        isSound(restored.database());
        String file = restored.database().query("SELECT pg_relation_filepath('big')");
        assertThat(restored.data().resolve(file + ".1").toFile().isFile()).isEqualTo(LARGE);
      }
      assertThat(RestoredPages.verified(restored.data())).isGreaterThan(PAGES + RELATIONS);
    }
  }

  private static void fill(TestDatabase database) throws SQLException {
    database.execute(
        "CREATE EXTENSION amcheck",
        "CREATE SCHEMA many",
        // Eight rows a page.
        "CREATE TABLE big AS SELECT id, repeat(md5(id::text) || md5((-id)::text), 15) AS t"
            + " FROM generate_series(1, "
            + ROWS
            + ") id",
        "ALTER TABLE big ADD PRIMARY KEY (id)");
    for (int from = 1; from <= RELATIONS; from += IN_ONE_TRANSACTION) {
      create(database, "r_", from, Math.min(RELATIONS, from + IN_ONE_TRANSACTION - 1));
    }
    // Who reads new rows first marks their pages: that would be a change, too.
    fingerprint(database);
    // Only from here on the log is needed.
    database.execute("CHECKPOINT");
    assertThat(Long.parseLong(database.query("SELECT pg_relation_size('big') / 8192")))
        .isGreaterThan(LARGE ? FILE_PAGES : 1000);
  }

  /** Each holds its own number. */
  private static void create(TestDatabase database, String prefix, int first, int last)
      throws SQLException {
    forEach(
        database,
        first,
        last,
        1,
        "format('CREATE TABLE many.%%s%%s AS SELECT %%s AS id', '%s', n, n)".formatted(prefix));
  }

  private static void forEach(
      TestDatabase database, int first, int last, int step, String statement) throws SQLException {
    database.execute(
        "DO $$ BEGIN FOR n IN %d..%d BY %d LOOP EXECUTE %s; END LOOP; END $$"
            .formatted(first, last, step, statement));
  }

  /** A few pages in each file of the large table, and relations that go, come and change. */
  private static void change(TestDatabase database) throws SQLException {
    for (long page : List.of(7L, PAGES / 2L, PAGES - 9L, FILE_PAGES - 1, FILE_PAGES)) {
      String rows = " WHERE ctid >= '(%d,1)' AND ctid <= '(%d,3)'".formatted(page, page);
      database.execute("UPDATE big SET t = upper(t)" + rows);
    }
    forEach(database, 1, RELATIONS, 100, "format('DROP TABLE many.r_%s', n)");
    forEach(database, 2, RELATIONS, 100, "format('INSERT INTO many.r_%s VALUES (4711)', n)");
    forEach(database, 3, RELATIONS, 100, "format('TRUNCATE many.r_%s', n)");
    create(database, "late_", 1, 300);
  }

  /** All of the large table, and the names and rows of all others. */
  private static List<String> fingerprint(TestDatabase database) throws SQLException {
    List<String> found = new ArrayList<>();
    found.add(
        database.query(
            "SELECT count(*) || ' ' || sum(hashtextextended(x::text, 0)) || ' '"
                + " || count(*) FILTER (WHERE t = upper(t)) FROM big x"));
    for (int part = 0; part < PARTS; part++) {
      found.add(
          database.query(
              "SELECT count(*) || ' ' || md5(string_agg(relname || query_to_xml(format("
                  + "'SELECT id FROM many.%I ORDER BY id', relname), false, true, '')::text,"
                  + " ' ' ORDER BY relname)) FROM pg_class WHERE relnamespace = 'many'::regnamespace"
                  + " AND relkind = 'r' AND (hashtext(relname) & %d) = %d"
                      .formatted(PARTS - 1, part)));
    }
    return found;
  }

  /** The large table, its index, the catalogue, and some of the others. */
  private static void isSound(TestDatabase database) throws SQLException {
    assertThat(
            database.query(
                "SELECT count(*) FROM pg_class c, verify_heapam(c.oid) WHERE relkind = 'r'"
                    + " AND (relnamespace <> 'many'::regnamespace OR hashtext(relname) & 255 = 0)"))
        .isEqualTo("0");
    database.query(
        "SELECT count(bt_index_check(i.indexrelid, true)) FROM pg_index i JOIN pg_class c"
            + " ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam WHERE m.amname = 'btree'");
  }
}
