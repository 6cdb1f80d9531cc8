package dev.meridian.backup.basebackup;

import dev.meridian.postgres.Lsn;
import dev.meridian.repository.backup.BackupSummary;
import java.time.Instant;

/**
 * What is known of a backup once it lies in the repository.
 *
 * @param start from where its log is needed
 * @param stop where it is consistent
 */
record Completion(
    Instant startedAt,
    Instant completedAt,
    int timeline,
    Lsn start,
    Lsn stop,
    long logicalBytes,
    long storedBytes,
    BackupKind kind) {

  static Completion of(BackupSummary summary) {
    var facts = summary.facts();
    return new Completion(
        facts.startedAt(),
        facts.stoppedAt(),
        facts.timeline(),
        facts.start(),
        facts.stop(),
        summary.logicalBytes(),
        summary.storedBytes(),
        summary.base().isPresent() ? BackupKind.INCREMENTAL : BackupKind.FULL);
  }
}
