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
 * @param takenBy the instance of the service that takes it, or took it last
 * @param completingAt since when only its manifest is missing
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
    @Nullable BackupKind kind,
    @Nullable UUID takenBy,
    @Nullable Instant completingAt) {

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
        null,
        null,
        null);
  }

  Backup started(Instant now, UUID instance) {
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
        null,
        instance,
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
        facts.kind(),
        takenBy,
        completingAt);
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
        null,
        takenBy,
        completingAt);
  }

  /** All of it is stored but its manifest. */
  Backup completing(Instant now) {
    return with(state, replicated, takenBy, now);
  }

  /** Another instance settles what became of it. */
  Backup takenOverBy(UUID instance) {
    return with(state, replicated, instance, completingAt);
  }

  Backup expired() {
    require(BackupState.EXPIRED);
    return with(BackupState.EXPIRED, replicated, takenBy, completingAt);
  }

  Backup replicated(boolean yes) {
    return with(state, yes, takenBy, completingAt);
  }

  private Backup with(
      BackupState next, boolean copied, @Nullable UUID taker, @Nullable Instant completing) {
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
        kind,
        taker,
        completing);
  }

  private void require(BackupState next) {
    if (!state.allows(next)) {
      throw new IllegalStateException(
          "Backup %s is %s and cannot become %s".formatted(id, state, next));
    }
  }
}
