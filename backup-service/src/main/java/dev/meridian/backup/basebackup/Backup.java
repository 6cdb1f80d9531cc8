package dev.meridian.backup.basebackup;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A backup, or the attempt at one.
 *
 * @param requestedAt when it was decided or asked for
 * @param startedAt null while it waits
 * @param endedAt when it completed or failed
 * @param startLsn the log position from which its log is needed, as PostgreSQL writes it
 * @param stopLsn the log position at which it is consistent
 * @param logicalBytes what a restore of it writes
 * @param storedBytes what it added to the repository
 * @param failureCode stable, for programs
 * @param failure for people
 * @param replicated whether it lies in the paired region too
 * @param kind null until it is completed
 */
@MappedEntity("backup")
public record Backup(
    @Id UUID id,
    UUID serverId,
    BackupState state,
    BackupReason reason,
    Instant requestedAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Integer timeline,
    @Nullable String startLsn,
    @Nullable String stopLsn,
    @Nullable Long logicalBytes,
    @Nullable Long storedBytes,
    @Nullable String failureCode,
    @Nullable String failure,
    boolean replicated,
    @Nullable BackupKind kind) {

  /** One that is to be taken. */
  static Backup waiting(UUID id, UUID serverId, BackupReason reason, Instant now) {
    return new Backup(
        id,
        serverId,
        BackupState.WAITING,
        reason,
        now,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        false,
        null);
  }

  Backup started(Instant now) {
    require(BackupState.RUNNING);
    return new Backup(
        id,
        serverId,
        BackupState.RUNNING,
        reason,
        requestedAt,
        now,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        false,
        null);
  }

  Backup completed(Completion facts) {
    require(BackupState.COMPLETED);
    return new Backup(
        id,
        serverId,
        BackupState.COMPLETED,
        reason,
        requestedAt,
        facts.startedAt(),
        facts.completedAt(),
        facts.timeline(),
        facts.start().toString(),
        facts.stop().toString(),
        facts.logicalBytes(),
        facts.storedBytes(),
        null,
        null,
        false,
        facts.kind());
  }

  Backup failed(String code, String why, Instant now) {
    require(BackupState.FAILED);
    return new Backup(
        id,
        serverId,
        BackupState.FAILED,
        reason,
        requestedAt,
        startedAt,
        now,
        null,
        null,
        null,
        null,
        null,
        code,
        why,
        false,
        null);
  }

  Backup expired() {
    require(BackupState.EXPIRED);
    return with(BackupState.EXPIRED, replicated);
  }

  Backup replicated(boolean yes) {
    return with(state, yes);
  }

  private Backup with(BackupState next, boolean copied) {
    return new Backup(
        id,
        serverId,
        next,
        reason,
        requestedAt,
        startedAt,
        endedAt,
        timeline,
        startLsn,
        stopLsn,
        logicalBytes,
        storedBytes,
        failureCode,
        failure,
        copied,
        kind);
  }

  private void require(BackupState next) {
    if (!state.allows(next)) {
      throw new IllegalStateException(
          "Backup %s is %s and cannot become %s".formatted(id, state, next));
    }
  }
}
