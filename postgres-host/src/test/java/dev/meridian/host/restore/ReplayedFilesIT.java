package dev.meridian.host.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.WalSegment;
import dev.meridian.postgres.replication.BaseBackupOptions;
import dev.meridian.postgres.replication.BaseBackupResult;
import dev.meridian.postgres.replication.Endpoint;
import dev.meridian.postgres.replication.ReplicationConnection;
import dev.meridian.postgres.runtime.Cluster;
import dev.meridian.postgres.runtime.LoopbackPort;
import dev.meridian.postgres.runtime.OsUser;
import dev.meridian.postgres.runtime.PostgresFailure;
import dev.meridian.postgres.runtime.StopMode;
import dev.meridian.postgres.wal.RestorePoint;
import dev.meridian.postgres.wal.WalReader;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.backup.BackupWriter;
import dev.meridian.repository.backup.RestoreInSteps;
import dev.meridian.repository.basebackup.Changes;
import dev.meridian.repository.basebackup.ServerCopy;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.DirectoryStore;
import dev.meridian.repository.work.ProgressListener;
import dev.meridian.testsupport.TestDatabase;
import dev.meridian.testsupport.TestPostgres;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * PostgreSQL replays all the log that it may while not one byte of the large files is there; they
 * come only when it can't go on without. {@code -Dmeridian.postgres.versions=15,16,17,18} tries
 * these versions.
 */
class ReplayedFilesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SEGMENT = 16 << 20;
  private static final List<String> TABLES = List.of("paged", "vacuumed", "shrunk");

  private final int port = LoopbackPort.free();
  private TestPostgres source;
  private Cluster cluster;
  private Path restored;

  @AfterEach
  void stop() {
    if (cluster != null) {
      cluster.stop(StopMode.IMMEDIATE, PATIENCE);
    }
    if (source != null) {
      source.close();
    }
  }

  static IntStream versions() {
    return Stream.of(System.getProperty("meridian.postgres.versions", "18").split(","))
        .mapToInt(Integer::parseInt);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void whatIsReplayedBeforeTheFilesAreThereIsWhatItWas(int version) throws Exception {
    source =
        TestPostgres.start(
            version, Map.of("max_wal_size", "4GB", "wal_keep_size", "4GB", "autovacuum", "off"));
    TestDatabase database = source.database("postgres");
    fill(database);
    ServerArchive archive =
        Repository.create(
                DirectoryStore.open(source.dataDirectory().resolveSibling("repository")),
                RepositoryKey.generate())
            .server(UUID.randomUUID());
    BackupSummary backup = backUp(archive);
    change(database);
    String digest = digest(database);
    database.query("select pg_create_restore_point('here')");
    database.execute("update paged set v = 'too late' where id % 100 = 0");
    database.query("select pg_switch_wal()");
    RestorePoint here = find(backup);
    assertThat(here.end().minus(backup.facts().start())).isGreaterThan(3L * SEGMENT);

    restored = source.dataDirectory().resolveSibling("restored");
    RestoreInSteps files =
        archive.openBackup(backup.id()).restoreInSteps(restored, Map.of(), ProgressListener.NONE);
    files.first();
    assertThat(files.files().isComplete()).isFalse();
    start(here);
    replay(files, backup.facts(), here);

    assertThat(digest(restored())).isEqualTo(digest);
    promote();
    checkIndexes();
    restored().execute("checkpoint");
    files.files().requireReplayed();
  }

  /** Three tables of some 40 MB, each in a file of two parts. */
  private static void fill(TestDatabase database) throws SQLException {
    for (String table : TABLES) {
      database.execute(
          "create table %s (id int primary key, v text) with (fillfactor = 70)".formatted(table));
      database.execute(
          "insert into %s select i, repeat(md5(i::text), 12) from generate_series(1, 70000) i"
              .formatted(table));
    }
    database.execute("create index on paged (left(v, 20))");
    database.execute("vacuum analyze");
    // Images of pages right before the backup, in the segment that replay begins in.
    database.execute("checkpoint");
    database.query("select pg_switch_wal()");
    database.execute("update shrunk set v = 'before' where id <= 500");
  }

  /** First what brings images of pages, and changes to what is imaged; then all else. */
  private static void change(TestDatabase database) throws SQLException {
    database.execute("update paged set v = reverse(v)");
    database.execute("update paged set v = 'x' || v where id % 11 = 0");
    database.execute("create table new as select * from paged");
    database.execute("delete from vacuumed where id % 3 = 0");
    database.execute("vacuum (freeze) vacuumed");
    database.execute("insert into vacuumed select i, 'new' from generate_series(100000, 120000) i");
    database.execute("delete from shrunk where id > 20000");
    database.execute("vacuum shrunk");
    database.execute("insert into shrunk select i, 'grown' from generate_series(200000, 240000) i");
  }

  private static String digest(TestDatabase database) throws SQLException {
    var digest = new StringBuilder();
    for (String table : List.of("paged", "new", "vacuumed", "shrunk")) {
      digest.append(
          database.query(
              "select count(*) || ' ' || sum(hashtextextended(t::text, 0)) || ' ' from %s t"
                  .formatted(table)));
    }
    return digest.toString();
  }

  private BackupSummary backUp(ServerArchive archive) throws IOException {
    try (var connection =
            ReplicationConnection.open(
                Endpoint.of("127.0.0.1", source.port(), "postgres"), "test");
        BackupWriter writer = archive.newBackup()) {
      var copy = new ServerCopy(writer, Changes.TOLD);
      int segmentSize = connection.segmentSize();
      BaseBackupResult result = connection.baseBackup(BaseBackupOptions.of("test"), copy);
      copy.finish();
      return writer.complete(
          new BackupFacts(
              "test",
              Integer.toString(connection.majorVersion()),
              1,
              segmentSize,
              result.startTimeline(),
              result.start(),
              result.end(),
              Instant.now(),
              Instant.now()));
    }
  }

  private Path written(Lsn position) {
    String name = WalSegment.at(1, position, SEGMENT).name();
    return source.dataDirectory().resolve("pg_wal").resolve(name);
  }

  private RestorePoint find(BackupSummary backup) throws IOException {
    List<RestorePoint> found = new ArrayList<>();
    Lsn from = backup.facts().firstNeeded();
    var reader = new WalReader(from, SEGMENT);
    reader.onRestorePoint(found::add);
    for (Lsn at = from; found.isEmpty(); at = at.plus(SEGMENT)) {
      reader.accept(ByteBuffer.wrap(Files.readAllBytes(written(at))), ignored -> {});
    }
    return found.getFirst();
  }

  private void start(RestorePoint target) throws IOException {
    Path asked = restored.resolveSibling("asked");
    Files.write(
        restored.resolve("postgresql.conf"),
        List.of(
            "port = " + port,
            "ssl = off",
            "shared_buffers = '16MB'",
            "recovery_target_lsn = '%s'".formatted(target.start()),
            "recovery_target_action = pause",
            "restore_command = 'case %%f in *.history) exit 1;; esac; echo %%f > %s; until test -e pg_wal/%%f; do sleep 0.02; done; exit 1'"
                .formatted(asked)),
        StandardOpenOption.APPEND);
    Files.createFile(restored.resolve("recovery.signal"));
    Files.createFile(asked);
    OsUser.forPostgres().own(restored);
    OsUser.forPostgres().own(asked);
    cluster =
        new Cluster(
            source.cluster().installation(),
            restored,
            restored.resolveSibling("restored.log"),
            OsUser.forPostgres());
    try {
      cluster.start(Map.of(), Duration.ofSeconds(1));
    } catch (PostgresFailure e) {
      assertThat(e.reason()).isEqualTo(PostgresFailure.Reason.START_TIMED_OUT);
    }
  }

  /** Gives it the log segment by segment, and the files when it needs them. */
  private void replay(RestoreInSteps files, BackupFacts backup, RestorePoint target)
      throws Exception {
    Path staged = Files.createDirectory(restored.resolveSibling("staged"));
    Lsn from = backup.firstNeeded();
    var replayed = new ReplayedFiles(files.files(), backup.start(), target.start());
    var log = new PlacedLog(from, SEGMENT, replayed, new PreparedTransactions());
    Thread late = Thread.ofPlatform().unstarted(files::late);
    int without = 0;
    while (from.isBefore(target.end())) {
      Lsn at = from;
      Lsn next = from.plus(SEGMENT);
      boolean last = !next.isBefore(target.end());
      Lsn end = last ? target.end() : next;
      Path segment = staged.resolve(String.valueOf(written(at).getFileName()));
      Files.copy(written(at), segment);
      OsUser.forPostgres().own(segment);
      Thread allowing =
          Thread.ofPlatform().start(() -> replayed.allow(log.read(staged, at, end), last));
      await().until(() -> isDone(allowing));
      if (allowing.isAlive() && late.getState() == Thread.State.NEW) {
        late.start();
      }
      allowing.join();
      Files.move(
          segment,
          restored.resolve("pg_wal").resolve(segment.getFileName()),
          StandardCopyOption.REPLACE_EXISTING);
      if (!last) {
        awaitAsked(next);
      }
      without += files.files().isComplete() ? 0 : 1;
      from = next;
    }
    late.join();
    assertThat(without).isGreaterThan(2);
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> restored().query("select pg_get_wal_replay_pause_state()").equals("paused"));
  }

  /** It is, or waits for files. */
  private static boolean isDone(Thread thread) {
    return !thread.isAlive() || thread.getState() == Thread.State.WAITING;
  }

  /** It has replayed all before. */
  private void awaitAsked(Lsn position) {
    String name = WalSegment.at(1, position, SEGMENT).name();
    await()
        .atMost(PATIENCE)
        .until(() -> Files.readString(restored.resolveSibling("asked")).strip().equals(name));
  }

  private TestDatabase restored() {
    return new TestDatabase(
        "postgres", "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port), "postgres", "none");
  }

  private void promote() throws SQLException {
    restored().query("select pg_wal_replay_resume()");
    await()
        .atMost(PATIENCE)
        .until(() -> restored().query("select pg_is_in_recovery()").equals("f"));
  }

  private void checkIndexes() throws SQLException {
    restored().execute("create extension amcheck");
    restored()
        .query(
            """
            select count(bt_index_parent_check(i.indexrelid, true, true)) from pg_index i
            join pg_class c on c.oid = i.indexrelid
            join pg_am a on a.oid = c.relam and a.amname = 'btree'
            where c.relpersistence <> 't'""");
    assertThat(
            restored()
                .query(
                    "select count(*) from unnest(array['paged', 'new', 'vacuumed', 'shrunk']) t, lateral verify_heapam(t::regclass)"))
        .isEqualTo("0");
  }
}
