package dev.meridian.postgres.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.WalSegment;
import dev.meridian.postgres.replication.WalMessage.Data;
import dev.meridian.postgres.replication.WalMessage.EndOfTimeline;
import dev.meridian.postgres.replication.WalMessage.Nothing;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.postgres.wal.WalReader;
import dev.meridian.testsupport.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WalStreamIT {

  private static final Duration SOON = Duration.ofMillis(100);
  private static final int SEGMENT = WalSegment.DEFAULT_SIZE;

  private static final Map<Integer, TestPostgres> SERVERS = new HashMap<>();

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** A server that tests may stop and kill, if they start it again. */
  private static TestPostgres server(int major) {
    return SERVERS.computeIfAbsent(
        major,
        absent ->
            TestPostgres.start(
                major, Map.of("track_commit_timestamp", "on", "max_prepared_transactions", "10")));
  }

  @AfterAll
  static void stopServers() {
    SERVERS.values().forEach(TestPostgres::close);
    SERVERS.clear();
  }

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  private static ReplicationConnection connect(TestPostgres postgres) throws IOException {
    return ReplicationConnection.open(
        Endpoint.of("127.0.0.1", postgres.port(), "postgres"), "meridian");
  }

  private static Lsn slot(ReplicationConnection connection, String name) throws IOException {
    connection.createPhysicalSlot(name);
    Lsn kept = connection.readSlot(name).orElseThrow().restart().orElseThrow().lsn();
    return WalSegment.at(1, kept, SEGMENT).start();
  }

  /** Reads until the log up to {@code end} was given, or its timeline ended. */
  private static WalMessage readTo(
      WalStream stream, Lsn end, WalReader reader, List<TransactionEnd> ends) throws IOException {
    WalMessage message = Nothing.NOTHING;
    while (stream.position().isBefore(end) && !(message instanceof EndOfTimeline)) {
      message = stream.next(SOON);
      if (message instanceof Data data) {
        reader.accept(data.bytes(), ends::add);
      }
    }
    return message;
  }

  private static Lsn flushed(TestPostgres postgres) throws SQLException {
    return Lsn.parse(postgres.database("postgres").query("SELECT pg_current_wal_flush_lsn()"));
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void everyEndOfATransactionArrivesOnceInOrderWithItsExactTime(int major) throws Exception {
    TestPostgres postgres = server(major);
    try (ReplicationConnection connection = connect(postgres)) {
      Lsn start = slot(connection, "stream");
      WalStream stream = connection.startStreaming("stream", start, 1);
      postgres.database("postgres").execute("CREATE TABLE IF NOT EXISTS t (x text)");
      Future<Writer> writing = threads.submit(() -> new Writer(postgres).write(300));
      Future<Writer> writing2 = threads.submit(() -> new Writer(postgres).write(300));
      List<TransactionEnd> ends = new ArrayList<>();
      WalReader reader = new WalReader(start, SEGMENT);
      while (!writing.isDone() || !writing2.isDone()) {
        readTo(stream, stream.position().plus(1), reader, ends);
      }
      readTo(stream, flushed(postgres), reader, ends);

      assertThat(reader.endOfLastRecord()).isEqualTo(stream.position());
      for (Writer writer : List.of(writing.get(), writing2.get())) {
        assertThat(xids(ends, true)).containsSubsequence(writer.committed);
        assertThat(xids(ends, false)).containsSubsequence(writer.aborted);
      }
      assertThat(xids(ends, true)).doesNotHaveDuplicates();
      assertThat(ends).extracting(TransactionEnd::start).isSorted();
      for (Integer xid : writing.get().committed) {
        assertThat(time(ends, xid)).isEqualTo(commitTime(postgres, xid));
      }
    }
  }

  private static List<Integer> xids(List<TransactionEnd> ends, boolean commits) {
    return ends.stream()
        .filter(e -> e.kind().isCommit() == commits)
        .map(TransactionEnd::xid)
        .toList();
  }

  private static Instant time(List<TransactionEnd> ends, int xid) {
    return ends.stream().filter(e -> e.xid() == xid).findFirst().orElseThrow().at();
  }

  private static Instant commitTime(TestPostgres postgres, int xid) throws SQLException {
    String micros =
        postgres
            .database("postgres")
            .query(
                "SELECT (extract(epoch FROM pg_xact_commit_timestamp('%d'::xid)) * 1000000)::bigint"
                    .formatted(xid));
    return Instant.EPOCH.plusNanos(Long.parseLong(micros) * 1000);
  }

  /**
   * Commits, rolls back, prepares, with subtransactions and tables; and writes down how it ended.
   */
  private static final class Writer {

    private final TestPostgres postgres;
    private final List<Integer> committed = new ArrayList<>();
    private final List<Integer> aborted = new ArrayList<>();

    Writer(TestPostgres postgres) {
      this.postgres = postgres;
    }

    Writer write(int transactions) throws SQLException {
      try (Connection connection = postgres.database("postgres").connect();
          Statement sql = connection.createStatement()) {
        for (int i = 0; i < transactions; i++) {
          sql.execute("BEGIN");
          int xid = begin(sql, i);
          sql.execute("SAVEPOINT s");
          sql.execute("INSERT INTO t VALUES ('kept or not')");
          sql.execute(i % 3 == 0 ? "ROLLBACK TO s" : "RELEASE s");
          end(sql, i, xid);
        }
      }
      return this;
    }

    private static int begin(Statement sql, int i) throws SQLException {
      sql.execute("INSERT INTO t SELECT repeat('x', %d)".formatted(i * 50));
      if (i % 20 == 0) {
        sql.execute("CREATE TABLE u (a serial PRIMARY KEY, b text)");
        sql.execute("DROP TABLE u");
      }
      try (ResultSet row = sql.executeQuery("SELECT pg_current_xact_id()")) {
        row.next();
        return (int) row.getLong(1);
      }
    }

    private void end(Statement sql, int i, int xid) throws SQLException {
      boolean commits = i % 4 != 0;
      if (i % 5 == 0) {
        sql.execute("PREPARE TRANSACTION 'p%d'".formatted(xid));
        sql.execute((commits ? "COMMIT PREPARED" : "ROLLBACK PREPARED") + " 'p" + xid + "'");
      } else {
        sql.execute(commits ? "COMMIT" : "ROLLBACK");
      }
      (commits ? committed : aborted).add(xid);
      if (i % 100 == 99) {
        sql.execute("SELECT pg_switch_wal()");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void aTimelineIsFollowedToTheNextOne(int major) throws Exception {
    try (TestPostgres postgres = TestPostgres.start(major)) {
      Lsn start;
      try (ReplicationConnection before = connect(postgres)) {
        start = slot(before, "follow");
      }
      postgres
          .database("postgres")
          .execute("CREATE TABLE t (x text)", "INSERT INTO t VALUES ('1')");
      promote(postgres);
      postgres.database("postgres").execute("INSERT INTO t VALUES ('2')");

      try (ReplicationConnection connection = connect(postgres)) {
        List<TransactionEnd> ends = new ArrayList<>();
        WalReader reader = new WalReader(start, SEGMENT);
        WalStream first = connection.startStreaming("follow", start, 1);
        WalMessage end = readTo(first, new Lsn(Long.MAX_VALUE), reader, ends);

        TimelineHistory history = connection.timelineHistory(2);
        Lsn switched = history.endOf(1).orElseThrow();
        assertThat(end).isEqualTo(new EndOfTimeline(2, switched));
        assertThat(first.position()).isEqualTo(switched);
        assertThat(connection.identifySystem().timeline()).isEqualTo(2);
        assertThat(connection.startStreaming("follow", switched, 1).next(SOON)).isEqualTo(end);

        int before = ends.size();
        WalStream second = connection.startStreaming("follow", switched, 2);
        readTo(second, flushed(postgres), reader, ends);
        assertThat(ends).hasSizeGreaterThan(before);
        assertThat(reader.endOfLastRecord()).isEqualTo(second.position());
      }
    }
  }

  private static void promote(TestPostgres postgres) throws Exception {
    postgres.stop();
    var signal = Files.createFile(postgres.dataDirectory().resolve("standby.signal"));
    Files.getFileAttributeView(signal, FileOwnerAttributeView.class)
        .setOwner(Files.getOwner(postgres.dataDirectory()));
    postgres.restart();
    postgres.database("postgres").execute("SELECT pg_promote()");
  }

  @Test
  void aCommitOfASynchronousServerReturnsOnceItsLogIsConfirmed() throws Exception {
    TestPostgres postgres = server(18);
    try (ReplicationConnection connection = connect(postgres)) {
      WalStream stream = connection.startStreaming("sync", slot(connection, "sync"), 1);
      stream.confirm(Lsn.ZERO, Lsn.ZERO);
      postgres.configure(Map.of("synchronous_standby_names", "meridian"));
      Future<?> commit =
          threads.submit(
              () -> {
                postgres.database("postgres").execute("CREATE TABLE waited (x text)");
                return null;
              });
      await()
          .until(
              () -> {
                stream.next(SOON);
                return waiting(postgres);
              });
      assertThat(commit.isDone()).isFalse();

      Lsn there = flushed(postgres);
      readTo(stream, there, new WalReader(stream.position(), SEGMENT), new ArrayList<>());
      threads.submit(() -> confirm(stream, there)).get();

      commit.get();
      assertThat(connectionsSlot(postgres, "sync")).isEqualTo(there);
    } finally {
      postgres.configure(Map.of("synchronous_standby_names", ""));
    }
  }

  private static boolean waiting(TestPostgres postgres) throws SQLException {
    return postgres
        .database("postgres")
        .query("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
        .equals("1");
  }

  private static Object confirm(WalStream stream, Lsn there) throws IOException {
    stream.confirm(there, there);
    return there;
  }

  private static Lsn connectionsSlot(TestPostgres postgres, String name) throws IOException {
    try (ReplicationConnection other = connect(postgres)) {
      return other.readSlot(name).orElseThrow().restart().orElseThrow().lsn();
    }
  }

  @Test
  void anIdleStreamStaysAliveBeyondTheServersPatience() throws Exception {
    TestPostgres postgres = server(18);
    postgres.configure(Map.of("wal_sender_timeout", "400ms"));
    try (ReplicationConnection connection = connect(postgres)) {
      WalStream stream = connection.startStreaming("idle", slot(connection, "idle"), 1);
      Instant first = null;
      Duration watched = Duration.ZERO;
      while (watched.compareTo(Duration.ofSeconds(2)) < 0) {
        if (stream.next(SOON) instanceof WalMessage.Keepalive keepalive) {
          first = first == null ? keepalive.sentAt() : first;
          watched = Duration.between(first, keepalive.sentAt());
        }
      }
      postgres.database("postgres").execute("CREATE TABLE late (x text)");
      WalReader reader = new WalReader(stream.position(), SEGMENT);
      readTo(stream, flushed(postgres), reader, new ArrayList<>());
    } finally {
      postgres.configure(Map.of("wal_sender_timeout", "60s"));
    }
  }

  @Test
  void aServerThatStopsEndsTheStreamAndIsNotHeldUp() throws Exception {
    TestPostgres postgres = server(18);
    try (ReplicationConnection connection = connect(postgres)) {
      Lsn start = slot(connection, "stop");
      WalStream stream = connection.startStreaming("stop", start, 1);
      Future<?> stopping = threads.submit(postgres::stop);

      assertThatIOException()
          .isThrownBy(
              () -> {
                while (true) {
                  stream.next(SOON);
                  stream.confirm(stream.position(), stream.position());
                }
              });
      stopping.get();
    } finally {
      postgres.restart();
    }
  }

  @Test
  void aServerThatDiesEndsTheStream() throws Exception {
    TestPostgres postgres = server(18);
    try (ReplicationConnection connection = connect(postgres)) {
      WalStream stream = connection.startStreaming("die", slot(connection, "die"), 1);
      postgres.kill();

      assertThatIOException()
          .isThrownBy(
              () -> {
                while (true) {
                  stream.next(SOON);
                }
              });
    } finally {
      postgres.restart();
    }
  }

  @Test
  void closingFreesWhoeverWaits() throws Exception {
    ReplicationConnection connection = connect(TestPostgres.shared(18));
    WalStream stream = connection.startStreaming("close", slot(connection, "close"), 1);
    CompletableFuture<Thread> reader = new CompletableFuture<>();
    Future<?> waiting =
        threads.submit(
            () -> {
              reader.complete(Thread.currentThread());
              while (true) {
                stream.next(Duration.ofHours(1));
              }
            });
    reader.get();
    await().until(() -> !stream.position().isBefore(flushed(TestPostgres.shared(18))));

    connection.close();

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(waiting::get)
        .withCauseInstanceOf(IOException.class);
    try (ReplicationConnection other = connect(TestPostgres.shared(18))) {
      await().ignoreExceptionsInstanceOf(ServerError.class).until(() -> other.dropSlot("close"));
    }
  }
}
