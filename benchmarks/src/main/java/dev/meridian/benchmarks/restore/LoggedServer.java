package dev.meridian.benchmarks.restore;

import dev.meridian.benchmarks.backup.Command;
import dev.meridian.benchmarks.backup.MeridianBackups;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.replication.Endpoint;
import dev.meridian.postgres.replication.ReplicationConnection;
import dev.meridian.postgres.replication.WalMessage;
import dev.meridian.postgres.replication.WalStream;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.postgres.wal.WalReader;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.wal.TargetResolution;
import dev.meridian.repository.wal.WalArchiveWriter;
import dev.meridian.testsupport.TestDatabase;
import dev.meridian.testsupport.TestPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A server with pgbench's tables that was backed up by both, and then wrote much log. */
final class LoggedServer implements AutoCloseable {

  private static final String SLOT = "benchmark";
  private static final String NOW = "SELECT pg_current_wal_flush_lsn()::text";

  private final TestPostgres server;
  private final TestDatabase database;
  private final ServerArchive archive;
  private final PgBackRest pgBackRest;

  LoggedServer(TestPostgres server, MeridianBackups backups, PgBackRest pgBackRest) {
    this.server = server;
    this.database = server.database("postgres");
    this.archive = backups.archive();
    this.pgBackRest = pgBackRest;
  }

  static TestPostgres start() {
    return TestPostgres.start(
        15,
        Map.of(
            "archive_mode", "on",
            "shared_buffers", "2GB",
            "max_wal_size", "16GB",
            "checkpoint_timeout", "1h",
            "max_connections", "50"));
  }

  void backUp(MeridianBackups backups, int scale) throws Exception {
    database.execute("CREATE ROLE meridian SUPERUSER LOGIN");
    Command.run(pgbench("-i -q -s " + scale));
    try (ReplicationConnection connection = connect()) {
      connection.createPhysicalSlot(SLOT);
    }
    backups.full();
    pgBackRest.backUp(server, false);
    server.configure(Map.of("archive_command", pgBackRest.archiveCommand(server.dataDirectory())));
  }

  /** What was written up to an instant, and that instant, after a backup. */
  record Target(BackupSummary backup, TransactionEnd last, Instant at, String digest) {

    /** From where replay begins. */
    Lsn from() {
      return backup.facts().firstNeeded();
    }

    long replayedBytes() {
      return last.end().minus(from());
    }

    private Target after(BackupSummary other) {
      return new Target(other, last, at, digest);
    }
  }

  /** The same instant, after the first backup and after one that was taken near to it. */
  record Targets(Target farOff, Target near) {}

  /**
   * Works until there is so much log, and archives all of it both ways.
   *
   * @param lastBytes so much of it is written after another backup of ours
   */
  Targets work(long walBytes, long lastBytes, MeridianBackups backups) throws Exception {
    BackupSummary first = archive.backups().getLast();
    workUntil(first.facts().stop().plus(walBytes - lastBytes));
    backups.incremental();
    workUntil(first.facts().stop().plus(walBytes));
    Target farOff = archived(first);
    return new Targets(farOff, farOff.after(archive.backups().getLast()));
  }

  private void workUntil(Lsn end) throws Exception {
    while (Lsn.parse(database.query(NOW)).isBefore(end)) {
      Command.run(pgbench("-n -M prepared -c 8 -j 2 -T 2"));
    }
  }

  private Target archived(BackupSummary first) throws Exception {
    BackupFacts backup = first.facts();
    String digest =
        database.query("SELECT count(*) || ' ' || sum(delta) FROM public.pgbench_history");
    Instant at = Instant.parse(database.query("SELECT " + iso("clock_timestamp()")));
    Command.run(pgbench("-n -c 2 -t 100"));
    String last = database.query("SELECT pg_walfile_name(pg_switch_wal())");
    Lsn end = Lsn.parse(database.query(NOW));
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> archived =
          executor.submit(
              () -> {
                archiveLog(backup, end);
                return null;
              });
      awaitArchived(last);
      archived.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    return new Target(first, lastCommit(backup, at), at, digest);
  }

  private TransactionEnd lastCommit(BackupFacts backup, Instant at) {
    TargetResolution found =
        archive.wal().resolve(new TimelineHistory(1, List.of()), backup.stop(), at);
    return found.lastCommit().orElseThrow();
  }

  private void awaitArchived(String segment) throws SQLException, InterruptedException {
    String done = "SELECT last_archived_wal >= '%s' FROM pg_stat_archiver".formatted(segment);
    while (!"t".equals(database.query(done))) {
      Thread.sleep(Duration.ofMillis(200));
    }
  }

  private void archiveLog(BackupFacts backup, Lsn upTo) throws IOException {
    Lsn position = backup.firstNeeded();
    try (ReplicationConnection connection = connect();
        WalArchiveWriter writer = archive.walWriter()) {
      WalStream stream = connection.startStreaming(SLOT, position, backup.timeline());
      var reader = new WalReader(position, backup.segmentSize());
      while (position.isBefore(upTo)) {
        if (stream.next(Duration.ofSeconds(1)) instanceof WalMessage.Data data) {
          List<TransactionEnd> ends = new ArrayList<>();
          reader.accept(data.bytes(), ends::add);
          byte[] bytes = new byte[data.bytes().remaining()];
          data.bytes().get(data.bytes().position(), bytes);
          writer.append(backup.timeline(), data.start(), bytes, ends);
          position = data.start().plus(bytes.length);
        }
      }
    }
  }

  private ReplicationConnection connect() throws IOException {
    return ReplicationConnection.open(
        Endpoint.of("127.0.0.1", server.port(), "postgres"), "benchmark");
  }

  private String pgbench(String options) {
    return "pgbench -h 127.0.0.1 -p %d -U postgres %s postgres 2>&1"
        .formatted(server.port(), options);
  }

  private static String iso(String time) {
    return "to_char(%s at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')".formatted(time);
  }

  @Override
  public void close() {
    server.close();
  }
}
