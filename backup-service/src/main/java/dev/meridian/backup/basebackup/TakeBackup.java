package dev.meridian.backup.basebackup;

import dev.meridian.backup.archive.Archives;
import dev.meridian.backup.connection.ServerConnections;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.settings.BackupSettings;
import dev.meridian.backup.wal.LogStatus;
import dev.meridian.backup.wal.WalReceivers;
import dev.meridian.postgres.replication.BaseBackupOptions;
import dev.meridian.postgres.replication.BaseBackupResult;
import dev.meridian.postgres.replication.ReplicationConnection;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.backup.BackupWriter;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.stereotype.Component;

/**
 * Takes one backup: streams the server's files into the repository, waits until the log that they
 * need is safe there too, and only then makes the backup visible.
 */
@Component
class TakeBackup {

  private static final String PURPOSE = "meridian-backup";

  private final ServerConnections connections;
  private final Archives archives;
  private final WalReceivers logs;
  private final BackupSettings settings;
  private final Clock clock;

  TakeBackup(
      ServerConnections connections,
      Archives archives,
      WalReceivers logs,
      BackupSettings settings,
      Clock clock) {
    this.connections = connections;
    this.archives = archives;
    this.logs = logs;
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

  /**
   * Takes it; nothing of it stays when this throws.
   *
   * @throws IOException when the server can't be reached, refuses, or ends the connection
   */
  BackupSummary take(ProtectedServer server, Backup backup)
      throws IOException, InterruptedException {
    ServerArchive archive = archives.of(server);
    Instant startedAt = serverTime(server);
    try (ReplicationConnection connection = connections.open(server, PURPOSE);
        BackupWriter writer = archive.newBackup(backup.id())) {
      int segmentSize = connection.segmentSize();
      var copy = new ServerCopy(writer);
      BaseBackupResult result =
          connection.baseBackup(BaseBackupOptions.of("meridian " + backup.id()), copy);
      copy.finish();
      var facts =
          new BackupFacts(
              "meridian " + backup.id(),
              server.postgresVersion(),
              Long.parseUnsignedLong(server.systemIdentifier()),
              segmentSize,
              result.startTimeline(),
              result.start(),
              result.end(),
              startedAt,
              serverTime(server));
      awaitLog(server, result);
      return writer.complete(facts);
    }
  }

  private void awaitLog(ProtectedServer server, BaseBackupResult result)
      throws IOException, InterruptedException {
    boolean safe = logs.awaitSafe(server.id(), result.end(), settings.walWithin());
    LogStatus log =
        logs.status(server.id())
            .orElseThrow(() -> new WalMissing("The server's log is not being received any more"));
    if (!safe) {
      throw new WalMissing(
          "The log up to %s was not safe within %s, only up to %s"
              .formatted(result.end(), settings.walWithin(), log.safe()));
    }
    if (result.start().isBefore(log.unbrokenFrom())) {
      throw new WalMissing(
          "The log from %s on is needed and has a gap up to %s"
              .formatted(result.start(), log.unbrokenFrom()));
    }
  }

  /** By the server's own clock as far as it is known: restore targets are told by that one. */
  private Instant serverTime(ProtectedServer server) {
    long ahead = logs.status(server.id()).map(LogStatus::clockAhead).orElse(0L);
    return clock.instant().plus(ahead, ChronoUnit.MICROS).truncatedTo(ChronoUnit.MICROS);
  }
}
