package dev.meridian.backup.basebackup;

import dev.meridian.backup.archive.Archives;
import dev.meridian.backup.connection.ServerConnections;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.settings.BackupSettings;
import dev.meridian.backup.wal.LogStatus;
import dev.meridian.backup.wal.WalReceivers;
import dev.meridian.postgres.incremental.CorruptIncrementalFile;
import dev.meridian.postgres.replication.BaseBackupOptions;
import dev.meridian.postgres.replication.BaseBackupResult;
import dev.meridian.postgres.replication.ReplicationConnection;
import dev.meridian.postgres.replication.ServerError;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.backup.BackupWriter;
import dev.meridian.repository.basebackup.Changes;
import dev.meridian.repository.basebackup.ServerCopy;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.store.MissingObject;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes one backup: streams the server's files into the repository, waits until the log that they
 * need is safe there too, and only then makes the backup visible.
 */
@Component
class TakeBackup {

  private static final Logger log = LoggerFactory.getLogger(TakeBackup.class);
  private static final String PURPOSE = "meridian-backup";
  private static final int FIRST_THAT_TELLS_CHANGES = 17;

  private final ServerConnections connections;
  private final Archives archives;
  private final WalReceivers logs;
  private final BackupRecords records;
  private final BackupSettings settings;
  private final Clock clock;

  TakeBackup(
      ServerConnections connections,
      Archives archives,
      WalReceivers logs,
      BackupRecords records,
      BackupSettings settings,
      Clock clock) {
    this.connections = connections;
    this.archives = archives;
    this.logs = logs;
    this.records = records;
    this.settings = settings;
    this.clock = clock;
  }

  /** The log of a backup did not become safe. */
  static final class WalMissing extends IOException {

    private static final long serialVersionUID = 1;

    WalMissing(String message) {
      super(message);
    }
  }

  /** Another instance of the service has settled what became of the backup. */
  static final class Superseded extends IOException {
    private static final long serialVersionUID = 1;

    Superseded() {
      super("Another instance of backup-service takes care of the server now");
    }
  }

  /**
   * Takes it, incrementally where that is possible; nothing of it stays when this throws.
   *
   * @throws IOException when the server can't be reached, refuses, or ends the connection
   */
  BackupSummary take(ProtectedServer server, Backup backup)
      throws IOException, InterruptedException {
    Optional<BackupSummary> base = base(server);
    if (base.isPresent()) {
      try {
        return take(server, backup, base.get().id());
      } catch (ServerError
          | ServerCopy.BaseUnfit
          | CorruptIncrementalFile
          | MissingObject
          | DamagedObject e) {
        log.info(
            "The backup {} of {} becomes a full one, for it cannot be built upon {}: {}",
            backup.id(),
            server.name(),
            base.get().id(),
            e.getMessage());
        // What could not be removed of the try would be in the way.
        archives.of(server).deleteBackup(backup.id());
      }
    }
    return take(server, backup, null);
  }

  private Optional<BackupSummary> base(ProtectedServer server) {
    return new ChooseBase(settings.fullEvery())
        .of(
            archives.of(server).backups(),
            Long.parseUnsignedLong(server.systemIdentifier()),
            serverTime(server));
  }

  private BackupSummary take(ProtectedServer server, Backup backup, @Nullable UUID base)
      throws IOException, InterruptedException {
    ServerArchive archive = archives.of(server);
    Instant startedAt = serverTime(server);
    try (ReplicationConnection connection = connections.open(server, PURPOSE)) {
      Changes changes = tellsChanges(connection) ? Changes.TOLD : Changes.COMPARED;
      try (BackupWriter writer =
          base == null ? archive.newBackup(backup.id()) : archive.newBackup(backup.id(), base)) {
        int segmentSize = connection.segmentSize();
        String label = "meridian " + backup.id();
        var options = BaseBackupOptions.of(label);
        var copy = new ServerCopy(writer, changes);
        if (base != null && changes == Changes.TOLD) {
          connection.uploadManifest(sink -> archive.copyPostgresManifest(base, sink));
          options = options.changesOnly();
        }
        BaseBackupResult result = connection.baseBackup(options, copy);
        copy.finish();
        var facts =
            new BackupFacts(
                label,
                server.postgresVersion(),
                Long.parseUnsignedLong(server.systemIdentifier()),
                segmentSize,
                result.startTimeline(),
                result.start(),
                result.end(),
                startedAt,
                serverTime(server));
        awaitLog(server, result);
        return writer
            .complete(facts, () -> records.completing(backup))
            .orElseThrow(Superseded::new);
      }
    }
  }

  /** Whether the server notes which pages change. */
  private static boolean tellsChanges(ReplicationConnection connection) throws IOException {
    return connection.majorVersion() >= FIRST_THAT_TELLS_CHANGES
        && connection.show("summarize_wal").equals("on");
  }

  private void awaitLog(ProtectedServer server, BaseBackupResult result)
      throws IOException, InterruptedException {
    logs.awaitSafe(server.id(), result.end(), settings.walWithin());
    LogStatus log =
        logs.status(server.id())
            .orElseThrow(() -> new WalMissing("The server's log is not being received any more"));
    new NeededLog(result.start(), result.end()).requireSafe(log, settings.walWithin());
  }

  /** By the server's own clock as far as it is known: restore targets are told by that one. */
  private Instant serverTime(ProtectedServer server) {
    long ahead = logs.status(server.id()).map(LogStatus::clockAhead).orElse(0L);
    return clock.instant().plus(ahead, ChronoUnit.MICROS).truncatedTo(ChronoUnit.MICROS);
  }
}
