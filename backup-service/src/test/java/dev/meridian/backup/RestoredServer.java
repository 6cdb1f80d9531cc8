package dev.meridian.backup;

import static dev.meridian.backup.Deployment.SOON;
import static org.awaitility.Awaitility.await;

import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.runtime.Cluster;
import dev.meridian.postgres.runtime.LoopbackPort;
import dev.meridian.postgres.runtime.OsUser;
import dev.meridian.postgres.runtime.StopMode;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.backup.Tablespace;
import dev.meridian.repository.wal.SpareSegments;
import dev.meridian.repository.work.ProgressListener;
import dev.meridian.testsupport.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** What an archive makes of a backup and the log after it, run by the server's own programs. */
final class RestoredServer implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);

  private final Path data;
  private final Cluster cluster;
  private final int port = LoopbackPort.free();

  private RestoredServer(RunningServer source, UUID backup) {
    data = source.postgres.dataDirectory().resolveSibling("restored-" + backup);
    cluster =
        new Cluster(
            source.postgres.cluster().installation(),
            data,
            data.resolveSibling("restored-" + backup + ".log"),
            OsUser.forPostgres());
  }

  /**
   * Runs a backup with the log up to the end of another, maybe on a later timeline, and returns
   * when it is promoted.
   */
  static RestoredServer start(ServerArchive archive, UUID backup, UUID upTo, RunningServer source)
      throws IOException {
    var restored = new RestoredServer(source, backup);
    restored.write(archive, backup, archive.backup(upTo).orElseThrow().facts());
    restored.cluster.start(Map.of(), START);
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .until(() -> restored.database().query("SELECT pg_is_in_recovery()").equals("f"));
    return restored;
  }

  private void write(ServerArchive archive, UUID id, BackupFacts upTo) throws IOException {
    BackupSummary backup = archive.backup(id).orElseThrow();
    Path fast = data.resolveSibling("fast-" + id);
    Map<Long, Path> tablespaces = new TreeMap<>();
    for (Tablespace tablespace : backup.tablespaces()) {
      tablespaces.put(tablespace.oid(), fast);
    }
    archive.openBackup(id).restore(data, tablespaces, false, ProgressListener.NONE);
    Files.deleteIfExists(data.resolve("tablespace_map"));
    TimelineHistory line = archive.wal().history(upTo.timeline());
    Path log = data.resolve("pg_wal");
    archive.wal().writeHistories(line, log);
    archive
        .wal()
        .writeSegments(
            line,
            backup.facts().start(),
            upTo.stop(),
            upTo.segmentSize(),
            log,
            new SpareSegments(data.resolveSibling("spare"), 0));
    Files.write(
        data.resolve("postgresql.conf"),
        List.of("port = " + port, "ssl = off", "restore_command = 'false'"),
        StandardOpenOption.APPEND);
    Files.createFile(data.resolve("recovery.signal"));
    OsUser.forPostgres().own(data);
    if (!tablespaces.isEmpty()) {
      OsUser.forPostgres().own(fast);
    }
  }

  TestDatabase database() {
    return database("postgres");
  }

  TestDatabase database(String name) {
    return new TestDatabase(
        name, "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, name), "postgres", "ignored");
  }

  /** Where it lies, also when it is stopped. */
  Path data() {
    return data;
  }

  /** Stops it; its files stay. */
  @Override
  public void close() {
    cluster.stop(StopMode.FAST, START);
  }
}
