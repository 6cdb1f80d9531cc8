package dev.meridian.backup;

import static dev.meridian.backup.Deployment.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.events.BackupEvent.BackupCompleted;
import dev.meridian.events.PricingTier.Redundancy;
import dev.meridian.postgres.runtime.OsUser;
import dev.meridian.repository.ServerArchive;
import dev.meridian.testsupport.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Backups of a real server, each of what changed since the one before, and each restored alone, or
 * with the log after it. {@code -Dmeridian.postgres.versions=15,16,17,18} tries these versions, and
 * restores every backup.
 */
class IncrementalBackupIT {

  private static final String VERSIONS = "meridian.postgres.versions";

  @TempDir Path home;

  private final Map<UUID, Map<String, String>> digests = new LinkedHashMap<>();

  static IntStream versions() {
    return Stream.of(System.getProperty(VERSIONS, "15,18").split(",")).mapToInt(Integer::parseInt);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void eachRestoresAloneToWhatTheServerHad(int major) throws Exception {
    try (Deployment meridian = new Deployment(home).start();
        RunningServer server = RunningServer.start(meridian.fleet, major)) {
      fill(server.database());
      meridian.publish(server.provisioned(Redundancy.Local));
      UUID full = meridian.awaitSaid(BackupCompleted.class, server.id, 1).getFirst().backupId();
      digests.put(full, digests(server));

      server.database().execute("UPDATE a SET v = v + 1 WHERE id % 1000 = 0");
      BackupCompleted small = backUp(meridian, server, 2);
      assertThat(small.storedBytes()).isLessThan(small.logicalBytes() / 10);

      changeEverything(server);
      try (var _ = new Churn(server)) {
        backUp(meridian, server, 3);
      }
      server.database().execute("DELETE FROM a WHERE id > 20000", "VACUUM a", "DROP TABLE c");
      server.promote();
      server.database().execute("UPDATE a SET v = 9 WHERE id < 100");
      backUp(meridian, server, 4);

      assertThat(meridian.json("/v1/servers/" + server.id + "/backups").path("backups"))
          .extracting(backup -> backup.path("kind").asString())
          .containsExactly("Incremental", "Incremental", "Incremental", "Full");
      ServerArchive archive = meridian.archive("north", server.id);
      theRepositoryTellsOfItself(meridian, server);
      if (System.getProperty(VERSIONS) != null) {
        restoresTo(archive, full, server);
      }
      archive.deleteBackup(full);
      UUID changing = List.copyOf(digests.keySet()).get(2);
      UUID last = List.copyOf(digests.keySet()).get(3);
      if (major == 18 || System.getProperty(VERSIONS) != null) {
        restoresTo(archive, small.backupId(), server);
      }
      restoresWithTheLogUpTo(archive, changing, last, server);
      restoresTo(archive, last, server);
    }
  }

  /** Changes things while a backup is made: what a restore of it is compared with comes later. */
  private static final class Churn implements AutoCloseable {

    private final TestDatabase database;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::run, "churn");
    private volatile boolean enough;
    private volatile int rounds;

    Churn(RunningServer server) throws SQLException {
      database = server.database();
      database.execute("CREATE TABLE growing (id int, t text)", "CREATE DATABASE coming_0");
      thread.start();
      await().atMost(SOON).until(() -> rounds > 0 || failure.get() != null);
    }

    private void run() {
      try {
        for (int round = 1; !enough; round++) {
          database.execute(
              "INSERT INTO growing SELECT id, md5(id::text) FROM generate_series(1, 5000) id",
              "CREATE DATABASE coming_" + round,
              "DROP DATABASE coming_" + (round - 1),
              round % 2 == 0 ? "TRUNCATE growing" : "DELETE FROM growing WHERE id > 1000",
              "VACUUM growing",
              // Each new database is 8 MB of log: on a slow machine there are no more of them.
              "SELECT pg_sleep(0.3 * " + round + ")");
          rounds = round;
        }
      } catch (SQLException e) {
        failure.set(e);
      }
    }

    @Override
    public void close() throws Exception {
      enough = true;
      thread.join();
      if (failure.get() != null) {
        throw failure.get();
      }
    }
  }

  private static int backupsByStatistics(Deployment meridian, RunningServer server)
      throws Exception {
    for (var each : meridian.json("/v1/repository/statistics").path("servers")) {
      if (each.path("serverId").asString().equals(server.id.toString())) {
        return each.path("backups").asInt();
      }
    }
    return -1;
  }

  private static void theRepositoryTellsOfItself(Deployment meridian, RunningServer server)
      throws Exception {
    meridian.post("/v1/servers/" + server.id + "/verification");
    await()
        .atMost(SOON)
        .until(
            () ->
                meridian
                    .json("/v1/servers/" + server.id + "/verification")
                    .path("state")
                    .asString()
                    .equals("Good"));
    assertThat(backupsByStatistics(meridian, server)).isEqualTo(4);
    meridian.database.execute("DELETE FROM backup.backup WHERE kind = 'INCREMENTAL'");
    assertThat(meridian.post("/v1/repository/rebuild").body()).contains("\"added\":3");
    assertThat(meridian.json("/v1/servers/" + server.id + "/backups").path("backups")).hasSize(4);
  }

  private static void fill(TestDatabase database) throws Exception {
    database.execute(
        "CREATE EXTENSION amcheck",
        "CREATE TABLE a AS SELECT id, 0 AS v, repeat(md5(id::text), 6) AS t"
            + " FROM generate_series(1, 60000) id",
        "ALTER TABLE a ADD PRIMARY KEY (id)",
        "CREATE TABLE b AS SELECT id, md5(id::text) AS t FROM generate_series(1, 20000) id",
        "CREATE TABLE d AS SELECT id, md5(id::text) AS t FROM generate_series(1, 20000) id",
        "CREATE UNLOGGED TABLE cached AS SELECT id FROM generate_series(1, 20000) id");
  }

  private static void changeEverything(RunningServer server) throws Exception {
    Path fast = Files.createDirectory(server.postgres.dataDirectory().resolveSibling("fast"));
    OsUser.forPostgres().own(fast);
    server
        .database()
        .execute(
            "DROP TABLE b",
            "CREATE TABLE c AS SELECT id, md5((id * 2)::text) AS t FROM generate_series(1, 9000) id",
            "TRUNCATE d",
            "INSERT INTO d SELECT id, 'new' FROM generate_series(1, 500) id",
            "DELETE FROM a WHERE id % 3 = 0",
            "VACUUM FULL a",
            "CREATE TABLESPACE fast LOCATION '" + fast + "'",
            "CREATE TABLE f TABLESPACE fast AS SELECT id, md5(id::text) AS t"
                + " FROM generate_series(1, 9000) id",
            "CREATE DATABASE other");
    server
        .postgres
        .database("other")
        .execute("CREATE TABLE a AS SELECT id, md5(id::text) t FROM generate_series(1, 999) id");
  }

  private BackupCompleted backUp(Deployment meridian, RunningServer server, int number) {
    meridian.post("/v1/servers/" + server.id + "/backups");
    try {
      digests.put(
          meridian.awaitSaid(BackupCompleted.class, server.id, number).getLast().backupId(),
          digests(server));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return meridian.said(BackupCompleted.class, server.id).getLast();
  }

  private static Map<String, String> digests(RunningServer server) throws Exception {
    return digests(server.postgres.database("postgres"), server.postgres.database("other"));
  }

  /** Of every table in these databases. */
  private static Map<String, String> digests(TestDatabase postgres, TestDatabase other)
      throws Exception {
    Map<String, String> found = new TreeMap<>();
    boolean hasOther =
        postgres.query("SELECT count(*) FROM pg_database WHERE datname = 'other'").equals("1");
    for (TestDatabase database : hasOther ? List.of(postgres, other) : List.of(postgres)) {
      String tables =
          database.query(
              "SELECT string_agg(relname, ',') FROM pg_class"
                  + " WHERE relkind = 'r' AND relpersistence = 'p'"
                  + " AND relnamespace = 'public'::regnamespace");
      for (String table : tables.split(",")) {
        found.put(
            database.name() + "." + table,
            database.query(
                "SELECT count(*) || ' ' || md5(coalesce(string_agg(x::text, '|' ORDER BY x::text),"
                    + " '')) FROM "
                    + table
                    + " x"));
      }
    }
    return found;
  }

  private void restoresTo(ServerArchive archive, UUID id, RunningServer server) throws Exception {
    restoresWithTheLogUpTo(archive, id, id, server);
  }

  /** The log may go on on another timeline. */
  private void restoresWithTheLogUpTo(
      ServerArchive archive, UUID id, UUID later, RunningServer server) throws Exception {
    RestoredServer restored = RestoredServer.start(archive, id, later, server);
    try (restored) {
      isAsItWas(restored.database(), restored.database("other"), later);
    }
    assertThat(RestoredPages.verified(restored.data())).isGreaterThan(1000);
  }

  private void isAsItWas(TestDatabase restored, TestDatabase other, UUID backup) throws Exception {
    assertThat(digests(restored, other)).isEqualTo(digests.get(backup));
    assertThat(restored.query("SELECT count(*) FROM cached")).isEqualTo("0");
    restored.execute("INSERT INTO cached VALUES (1)");
    assertThat(
            restored.query(
                "SELECT count(*) FROM pg_class c, verify_heapam(c.oid) WHERE relkind IN ('r','t')"
                    + " AND relpersistence = 'p'"))
        .isEqualTo("0");
    restored.query(
        "SELECT count(bt_index_check(i.indexrelid, true)) FROM pg_index i JOIN pg_class c"
            + " ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam"
            + " WHERE m.amname = 'btree' AND c.relpersistence = 'p' AND i.indisvalid");
    assertThat(restored.query("SHOW data_checksums")).isEqualTo("on");
  }
}
