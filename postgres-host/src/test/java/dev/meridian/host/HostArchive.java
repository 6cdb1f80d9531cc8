package dev.meridian.host;

import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import dev.meridian.events.RestorePlan;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.replication.BackupTablespace;
import dev.meridian.postgres.replication.BaseBackupOptions;
import dev.meridian.postgres.replication.BaseBackupResult;
import dev.meridian.postgres.replication.BaseBackupVisitor;
import dev.meridian.postgres.replication.Endpoint;
import dev.meridian.postgres.replication.ReplicationConnection;
import dev.meridian.postgres.replication.WalMessage;
import dev.meridian.postgres.replication.WalStream;
import dev.meridian.postgres.tar.TarEntry;
import dev.meridian.postgres.tar.TarReader;
import dev.meridian.postgres.tar.TarVisitor;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.postgres.wal.WalReader;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackedUpFolder;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.backup.BackupWriter;
import dev.meridian.repository.backup.FileHeader;
import dev.meridian.repository.backup.Tablespace;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.DirectoryStore;
import dev.meridian.repository.wal.WalArchiveWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fills the repository of a host under test from a server that it runs, as the replication role.
 */
final class HostArchive {

  private static final String ROLE = "meridian_replication";
  static final String SLOT = "meridian_backup";

  private static final int PIECE_BYTES = 4 << 20;

  private final HostUnderTest host;
  private final ServerProvisioned server;
  private final ServerArchive archive;

  HostArchive(HostUnderTest host, ServerProvisioned server) {
    this.host = host;
    this.server = server;
    String key = Base64.getEncoder().encodeToString(host.fleet().repositoryKey());
    this.archive =
        Repository.openOrCreate(
                DirectoryStore.open(host.repository()), RepositoryKey.fromBase64(key))
            .server(server.serverId());
  }

  /** How a server is made of a backup and the log up to a record. */
  static RestorePlan plan(
      ServerProvisioned source,
      BackupSummary backup,
      Lsn target,
      Lsn walTo,
      @Nullable Instant targetTime,
      @Nullable Instant lastCommitAt) {
    return new RestorePlan(
        source.serverId(),
        "west",
        backup.id(),
        backup.facts().timeline(),
        backup.facts().start().toString(),
        walTo.toString(),
        target.toString(),
        targetTime,
        lastCommitAt,
        backup.logicalBytes(),
        walTo.minus(backup.facts().start()),
        null);
  }

  /** Its complete backups. */
  List<BackupSummary> backups() {
    return archive.backups();
  }

  /** One byte in the middle of its largest object of a backup is another. */
  void damageLargestObject() throws IOException {
    Path backups = host.repository().resolve("servers/" + server.serverId() + "/backups");
    try (var files = Files.walk(backups)) {
      Path largest =
          files
              .filter(Files::isRegularFile)
              .max(Comparator.comparingLong(path -> path.toFile().length()))
              .orElseThrow();
      try (var file = new RandomAccessFile(largest.toFile(), "rw")) {
        file.seek(file.length() / 2);
        int old = file.read();
        file.seek(file.length() / 2);
        file.write(old ^ 0x55);
      }
    }
  }

  /** Something is out of reach until it is closed. */
  interface Away extends AutoCloseable {

    @Override
    void close() throws IOException;
  }

  /** The archived log from a position on is out of reach. */
  Away logAway(Lsn from) throws IOException {
    Path log = host.repository().resolve("servers/" + server.serverId() + "/wal/00000001");
    Path away = Files.createDirectory(host.repository().resolveSibling("away"));
    try (var files = Files.list(log)) {
      for (Path file : files.toList()) {
        if (Long.parseLong(file.getFileName().toString(), 0, 16, 16) >= from.position()) {
          Files.move(file, away.resolve(file.getFileName()));
        }
      }
    }
    return () -> {
      try (var files = Files.list(away)) {
        for (Path file : files.toList()) {
          Files.move(file, log.resolve(file.getFileName()));
        }
      }
      Files.delete(away);
    };
  }

  ReplicationConnection connect() throws IOException {
    return ReplicationConnection.open(
        Endpoint.of(server.address(), server.port(), ROLE)
            .withTls(host.fleet().clientContext(ROLE)),
        "test");
  }

  BackupSummary takeBackup() throws IOException {
    try (ReplicationConnection connection = connect();
        BackupWriter writer = archive.newBackup()) {
      connection.createPhysicalSlot(SLOT);
      Instant startedAt = Instant.now();
      var copy = new Copy(writer);
      int segmentSize = connection.segmentSize();
      BaseBackupResult result = connection.baseBackup(BaseBackupOptions.of("test"), copy);
      copy.finish();
      return writer.complete(
          new BackupFacts(
              "test",
              server.postgresVersion(),
              Long.parseUnsignedLong(server.systemIdentifier()),
              segmentSize,
              result.startTimeline(),
              result.start(),
              result.end(),
              startedAt,
              Instant.now()));
    }
  }

  /** Archives the log from the backup's first segment on, at least up to a position. */
  Lsn archiveLog(BackupSummary backup, Lsn upTo) throws IOException {
    int segmentSize = backup.facts().segmentSize();
    Lsn position = backup.facts().firstNeeded();
    int timeline = backup.facts().timeline();
    try (ReplicationConnection connection = connect();
        WalArchiveWriter writer = archive.walWriter()) {
      if (timeline > 1) {
        String history = connection.timelineHistory(timeline).format();
        writer.putHistory(timeline, history.getBytes(StandardCharsets.UTF_8));
      }
      WalStream stream = connection.startStreaming(SLOT, position, timeline);
      WalReader reader = new WalReader(position, segmentSize);
      List<TransactionEnd> ends = new ArrayList<>();
      var bytes = new ByteArrayOutputStream();
      while (position.isBefore(upTo)) {
        if (stream.next(Duration.ofSeconds(1)) instanceof WalMessage.Data data) {
          reader.accept(data.bytes(), ends::add);
          byte[] more = new byte[data.bytes().remaining()];
          data.bytes().get(data.bytes().position(), more);
          bytes.write(more);
          Lsn end = data.start().plus(more.length);
          if (bytes.size() >= PIECE_BYTES || !end.isBefore(upTo)) {
            writer.append(timeline, position, bytes.toByteArray(), ends);
            position = end;
            bytes.reset();
            ends = new ArrayList<>();
            // The server gives up on who says nothing while a slow disk is written; it keeps all.
            stream.confirm(Lsn.ZERO, Lsn.ZERO);
          }
        }
      }
    }
    return position;
  }

  /** The last commit at or before an instant. */
  TransactionEnd lastCommitAt(BackupSummary backup, Lsn archivedTo, Instant at) {
    return archive
        .wal()
        .transactionEnds(
            new TimelineHistory(backup.facts().timeline(), List.of()),
            backup.facts().stop(),
            archivedTo)
        .stream()
        .filter(end -> end.kind().isCommit() && !end.at().isAfter(at))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  /** The last commit before a position. */
  TransactionEnd lastCommitBefore(BackupSummary backup, Lsn position) {
    return archive
        .wal()
        .transactionEnds(
            new TimelineHistory(backup.facts().timeline(), List.of()),
            backup.facts().start(),
            position)
        .stream()
        .filter(end -> end.kind().isCommit() && !position.isBefore(end.end()))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private static final class Copy implements BaseBackupVisitor {

    private final BackupWriter backup;
    private long tablespace = Tablespace.DATA_DIRECTORY;
    private TarReader tar;

    Copy(BackupWriter backup) {
      this.backup = backup;
    }

    @Override
    public void started(Lsn start, int timeline, List<BackupTablespace> tablespaces) {
      for (BackupTablespace each : tablespaces) {
        each.oid()
            .ifPresent(
                oid -> backup.addTablespace(new Tablespace(oid, each.location().orElseThrow())));
      }
    }

    @Override
    public void archive(String name, String location) throws IOException {
      finish();
      String archived = name.replace(".tar", "");
      tablespace = archived.equals("base") ? Tablespace.DATA_DIRECTORY : Long.parseLong(archived);
      tar = new TarReader(new Members(backup, tablespace));
    }

    void finish() throws IOException {
      if (tar != null) {
        tar.finish();
      }
    }

    @Override
    public void content(ByteBuffer bytes) throws IOException {
      tar.accept(bytes);
    }

    @Override
    public void manifest(ByteBuffer json) {}
  }

  private static final class Members implements TarVisitor {

    private final BackupWriter backup;
    private final long tablespace;
    private boolean inFile;

    Members(BackupWriter backup, long tablespace) {
      this.backup = backup;
      this.tablespace = tablespace;
    }

    @Override
    public void begin(TarEntry entry) {
      String path = entry.name().startsWith("./") ? entry.name().substring(2) : entry.name();
      if (entry.type() == TarEntry.Type.FILE) {
        inFile = true;
        backup.beginFile(
            new FileHeader(path, tablespace, entry.size(), entry.mode(), entry.modified()));
      } else if (entry.type() == TarEntry.Type.DIRECTORY && !path.isEmpty() && !path.equals(".")) {
        backup.addFolder(new BackedUpFolder(path, tablespace, entry.mode()));
      }
    }

    @Override
    public void content(ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(bytes.position(), copy);
      backup.write(copy, 0, copy.length);
    }

    @Override
    public void end() {
      if (inFile) {
        inFile = false;
        backup.endFile();
      }
    }
  }
}
