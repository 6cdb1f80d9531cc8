package dev.meridian.benchmarks.backup;

import com.sun.management.OperatingSystemMXBean;
import dev.meridian.postgres.replication.BaseBackupOptions;
import dev.meridian.postgres.replication.BaseBackupResult;
import dev.meridian.postgres.replication.Endpoint;
import dev.meridian.postgres.replication.ReplicationConnection;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.backup.BackupWriter;
import dev.meridian.repository.basebackup.Changes;
import dev.meridian.repository.basebackup.ServerCopy;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.DirectoryStore;
import dev.meridian.repository.store.Store;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Our own, encrypted, into a folder, as backup-service takes them. */
public final class MeridianBackups {

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final int port;
  private final Path folder;
  private final ServerArchive archive;
  private @Nullable UUID last;

  /** Of a server on this machine, into a new repository. */
  public MeridianBackups(int port, Path folder) {
    this(port, folder, RepositoryKey.generate(), UUID.randomUUID());
  }

  /** The same with a key and under an id that are known elsewhere. */
  public MeridianBackups(int port, Path folder, RepositoryKey key, UUID serverId) {
    this(port, folder, DirectoryStore.open(folder), key, serverId);
  }

  /** Into a new repository in a store that keeps its objects below {@code folder}. */
  MeridianBackups(int port, Path folder, Store store) {
    this(port, folder, store, RepositoryKey.generate(), UUID.randomUUID());
  }

  private MeridianBackups(int port, Path folder, Store store, RepositoryKey key, UUID serverId) {
    this.port = port;
    this.folder = folder;
    this.archive = Repository.openOrCreate(store, key).server(serverId);
  }

  /** Where they are. */
  public ServerArchive archive() {
    return archive;
  }

  public Measured full() throws IOException {
    return measure(null);
  }

  public Measured incremental() throws IOException {
    return measure(last);
  }

  private Measured measure(@Nullable UUID base) throws IOException {
    long before = Folders.bytes(folder);
    long cpu = SYSTEM.getProcessCpuTime();
    long from = System.nanoTime();
    last = take(base).id();
    double seconds = (System.nanoTime() - from) / 1e9;
    double cpuSeconds = (SYSTEM.getProcessCpuTime() - cpu) / 1e9;
    return new Measured(seconds, cpuSeconds, Folders.bytes(folder) - before);
  }

  private BackupSummary take(@Nullable UUID base) throws IOException {
    Instant startedAt = Instant.now();
    try (var connection =
            ReplicationConnection.open(
                Endpoint.of("127.0.0.1", port, "postgres"), "meridian-benchmark");
        BackupWriter writer =
            base == null
                ? archive.newBackup()
                : archive.newBackup(new UUID(startedAt.toEpochMilli() << 16 | 0x7000, -2), base)) {
      var options = BaseBackupOptions.of("benchmark");
      var changes = connection.majorVersion() >= 17 ? Changes.TOLD : Changes.COMPARED;
      var copy = new ServerCopy(writer, changes);
      if (base != null && changes == Changes.TOLD) {
        connection.uploadManifest(sink -> archive.copyPostgresManifest(base, sink));
        options = options.changesOnly();
      }
      int segmentSize = connection.segmentSize();
      BaseBackupResult result = connection.baseBackup(options, copy);
      copy.finish();
      return writer.complete(
          new BackupFacts(
              "benchmark",
              Integer.toString(connection.majorVersion()),
              1,
              segmentSize,
              result.startTimeline(),
              result.start(),
              result.end(),
              startedAt,
              Instant.now()));
    }
  }
}
