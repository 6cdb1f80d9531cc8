package dev.meridian.restore;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.wal.RestorePoint;
import dev.meridian.postgres.wal.TransactionEnd;
import dev.meridian.repository.Repository;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.backup.FileHeader;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.repository.store.DirectoryStore;
import dev.meridian.repository.wal.WalArchiveWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A server's archive in a real repository, written the way backup-service does: a log that goes on,
 * with commits at given times, and backups.
 */
public final class TestArchive {

  private static final int SEGMENT = 1 << 20;
  private static final int RECORD = 48;

  private final UUID serverId;
  private final Repository repository;
  private final List<TransactionEnd> pending = new ArrayList<>();
  private TimelineHistory history;
  private int timeline;
  private Lsn archived;
  private Lsn position;
  private int xid = 700;

  public TestArchive(Path directory, RepositoryKey key, UUID serverId) {
    this(
        Repository.openOrCreate(DirectoryStore.open(directory), key),
        serverId,
        new TimelineHistory(1, List.of()),
        new Lsn(SEGMENT),
        new Lsn(SEGMENT + 40));
  }

  private TestArchive(
      Repository repository, UUID serverId, TimelineHistory history, Lsn archived, Lsn position) {
    this.serverId = serverId;
    this.repository = repository;
    this.history = history;
    this.timeline = history.timeline();
    this.archived = archived;
    this.position = position;
  }

  /** That of a server that was restored from this one up to a position, and went on from there. */
  public TestArchive restoredTo(Lsn end, UUID id) {
    TimelineHistory line = branchedAt(end);
    TestArchive restored = new TestArchive(repository, id, line, end, end);
    // Its ids go on where they were, which is behind those that are given here.
    restored.xid = xid;
    restored.putHistory();
    return restored;
  }

  public UUID serverId() {
    return serverId;
  }

  /** A backup that is complete at an instant; its log is archived. */
  public BackupSummary backup(Instant completed) {
    return backup(completed, 0);
  }

  /** The same with a file of so many bytes, which lies in a pack. */
  public BackupSummary backup(Instant completed, int bytes) {
    Lsn start = position;
    position = position.plus(256);
    Lsn stop = position;
    archive();
    return complete(completed, start, stop, bytes);
  }

  /** A backup that is complete at an instant; a transaction ended while it was taken. */
  public BackupSummary backupAround(Instant completed, Instant commitWithin) {
    Lsn start = position;
    commit(commitWithin);
    // The record of the backup's end.
    position = position.plus(128);
    Lsn stop = position;
    archive();
    return complete(completed, start, stop);
  }

  /**
   * A backup that a clock says is complete which is behind the server's: it was written before any
   * log was there to say better. In its span a transaction ended, unless that is null.
   */
  public BackupSummary backupTooEarly(Instant completed, @Nullable Instant commitWithin) {
    Lsn start = position;
    if (commitWithin != null) {
      commit(commitWithin);
    }
    position = position.plus(128);
    BackupSummary summary = complete(completed, start, position);
    archive();
    return summary;
  }

  private BackupSummary complete(Instant completed, Lsn start, Lsn stop) {
    return complete(completed, start, stop, 0);
  }

  private BackupSummary complete(Instant completed, Lsn start, Lsn stop, int bytes) {
    try (var writer = repository.server(serverId).newBackup()) {
      if (bytes > 0) {
        writer.beginFile(new FileHeader("base/1/1", 0, bytes, 0600, completed));
        writer.write(new byte[bytes], 0, bytes);
        writer.endFile();
      }
      return writer.complete(
          new BackupFacts(
              "meridian",
              "18.6",
              7_000_000_000_000_000_001L,
              SEGMENT,
              timeline,
              start,
              stop,
              completed.minus(Duration.ofSeconds(2)),
              completed));
    }
  }

  /** The first object with files of a backup, by its name. */
  public String packOf(BackupSummary backup) {
    return "servers/%s/backups/%s/pack-000000".formatted(serverId, backup.id());
  }

  /** A commit in the log; to be archived. */
  public TransactionEnd commit(Instant at) {
    return end(TransactionEnd.Kind.COMMIT, at);
  }

  /** An abort in the log; to be archived. */
  public TransactionEnd abort(Instant at) {
    return end(TransactionEnd.Kind.ABORT, at);
  }

  private TransactionEnd end(TransactionEnd.Kind kind, Instant at) {
    Lsn start = position.plus(512);
    position = start.plus(RECORD);
    TransactionEnd end = new TransactionEnd(kind, xid++, at, start, position);
    pending.add(end);
    return end;
  }

  /** A named restore point in the log; to be archived. */
  public RestorePoint point(String name, Instant at) {
    Lsn start = position.plus(128);
    position = start.plus(RECORD);
    RestorePoint point = new RestorePoint(name, at, start, position);
    try (WalArchiveWriter writer = repository.server(serverId).walWriter()) {
      writer.putRestorePoint(timeline, point);
    }
    return point;
  }

  /** So much log in which nothing ends; to be archived. */
  public TestArchive work(int bytes) {
    position = position.plus(bytes);
    return this;
  }

  /** Brings all of the log up to here into the archive. */
  public TestArchive archive() {
    try (WalArchiveWriter writer = repository.server(serverId).walWriter()) {
      byte[] bytes = new byte[(int) position.minus(archived)];
      writer.append(timeline, archived, bytes, List.copyOf(pending));
    }
    pending.clear();
    archived = position;
    return this;
  }

  /** Loses all of the log since it was archived last, and a bit more. */
  public TestArchive lose() {
    pending.clear();
    position = new Lsn((position.position() & -(long) SEGMENT) + 2L * SEGMENT);
    archived = position;
    return this;
  }

  /** Goes on on the next timeline. */
  public TestArchive promote() {
    archive();
    history = branchedAt(position);
    timeline = history.timeline();
    putHistory();
    return this;
  }

  private TimelineHistory branchedAt(Lsn end) {
    List<TimelineHistory.Branch> branches = new ArrayList<>(history.branches());
    branches.add(new TimelineHistory.Branch(timeline, end, "promoted"));
    return new TimelineHistory(timeline + 1, branches);
  }

  private void putHistory() {
    try (WalArchiveWriter writer = repository.server(serverId).walWriter()) {
      writer.putHistory(timeline, history.format().getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Up to where the log goes. */
  public Lsn position() {
    return position;
  }
}
