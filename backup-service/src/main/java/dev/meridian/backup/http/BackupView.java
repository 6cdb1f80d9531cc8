package dev.meridian.backup.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.meridian.backup.basebackup.Backup;
import dev.meridian.backup.basebackup.BackupKind;
import dev.meridian.backup.basebackup.BackupReason;
import dev.meridian.backup.basebackup.BackupState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A backup as the API shows it. One that waits for its turn is Running already. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BackupView(
    UUID id,
    String state,
    String reason,
    Instant startedAt,
    @Nullable Instant completedAt,
    @Nullable Integer timeline,
    @Nullable String startLsn,
    @Nullable String stopLsn,
    @Nullable Long logicalBytes,
    @Nullable Long storedBytes,
    @Nullable String kind,
    @Nullable String code,
    @Nullable String failure) {

  static BackupView of(Backup backup) {
    boolean wasCompleted =
        backup.state() == BackupState.COMPLETED || backup.state() == BackupState.EXPIRED;
    return new BackupView(
        backup.id(),
        name(backup.state()),
        name(backup.reason()),
        backup.startedAt() == null ? backup.requestedAt() : backup.startedAt(),
        wasCompleted ? backup.endedAt() : null,
        backup.timeline(),
        backup.startLsn(),
        backup.stopLsn(),
        backup.logicalBytes(),
        backup.storedBytes(),
        name(backup.kind()),
        backup.failureCode(),
        backup.failure());
  }

  private static String name(BackupState state) {
    return switch (state) {
      case WAITING, RUNNING -> "Running";
      case COMPLETED -> "Completed";
      case FAILED -> "Failed";
      case EXPIRED -> "Expired";
    };
  }

  private static @Nullable String name(@Nullable BackupKind kind) {
    return switch (kind) {
      case null -> null;
      case FULL -> "Full";
      case INCREMENTAL -> "Incremental";
    };
  }

  private static String name(BackupReason reason) {
    return switch (reason) {
      case FIRST -> "First";
      case SCHEDULED -> "Scheduled";
      case REQUESTED -> "Requested";
    };
  }
}
