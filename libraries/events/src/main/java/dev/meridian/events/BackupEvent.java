package dev.meridian.events;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What backup-service says: of backups, and of what can be restored. Anyone may ask for a backup.
 */
public sealed interface BackupEvent extends Event {

  /** The server's id. */
  UUID serverId();

  @Override
  default String subject() {
    return serverId().toString();
  }

  /**
   * Somebody wants a backup now.
   *
   * @param backupId chosen by whoever asks
   */
  record BackupRequested(UUID serverId, UUID backupId) implements BackupEvent {}

  /** Why a backup is taken. */
  enum Reason {
    /** The server has none from which it could be restored. */
    First,
    /** It is due. */
    Scheduled,
    /** Somebody asked. */
    Requested
  }

  /** A backup is being taken. */
  record BackupStarted(UUID serverId, UUID backupId, Reason reason) implements BackupEvent {}

  /**
   * A backup lies in the repository, complete.
   *
   * @param startLsn the log position from which its WAL is needed
   * @param stopLsn the log position at which it is consistent
   * @param logicalBytes what a restore of it writes
   * @param storedBytes what it added to the repository
   */
  record BackupCompleted(
      UUID serverId,
      UUID backupId,
      Reason reason,
      Instant startedAt,
      Instant completedAt,
      int timeline,
      String startLsn,
      String stopLsn,
      long logicalBytes,
      long storedBytes)
      implements BackupEvent {}

  /**
   * A backup could not be taken; what is restorable is as it was.
   *
   * @param code stable, for programs
   * @param reason for people
   */
  record BackupFailed(UUID serverId, UUID backupId, String code, String reason)
      implements BackupEvent {}

  /** A backup was deleted: the window that is promised doesn't need it. */
  record BackupExpired(UUID serverId, UUID backupId) implements BackupEvent {}

  /**
   * A backup lies in the paired region's repository too, complete.
   *
   * @param region the paired region
   */
  record BackupReplicated(UUID serverId, UUID backupId, String region) implements BackupEvent {}

  /**
   * What can be restored has changed.
   *
   * @param earliest the first instant that can be restored; null while nothing can
   * @param latest when the last transaction in the archive ended; null while nothing can be
   *     restored
   * @param coveredUntil up to when the archive is known to hold all that the server did, by the
   *     server's clock; null while nothing can be restored
   * @param gaps spans in between that can't be restored
   */
  record RestoreWindowMoved(
      UUID serverId,
      @Nullable Instant earliest,
      @Nullable Instant latest,
      @Nullable Instant coveredUntil,
      List<Gap> gaps)
      implements BackupEvent {}

  /**
   * A span that can't be restored: after {@code from}, before {@code to}.
   *
   * @param from the last instant before it that can be restored
   * @param to the first instant after it that can be restored; null while it is open
   */
  record Gap(Instant from, @Nullable Instant to) {}
}
