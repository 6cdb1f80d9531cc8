package dev.meridian.backup.basebackup;

import dev.meridian.repository.backup.BackupSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Decides which backup an incremental one is built upon, if any. From time to time a full one reads
 * everything again, so that space comes back, and no damage and no file in a thousand parts lasts.
 */
final class ChooseBase {

  private final Duration fullEvery;

  ChooseBase(Duration fullEvery) {
    this.fullEvery = fullEvery;
  }

  /**
   * The newest of the server's complete backups, unless a full one is due or it has no manifest.
   */
  Optional<BackupSummary> of(List<BackupSummary> backups, long systemIdentifier, Instant now) {
    boolean fullIsDue =
        backups.stream()
            .filter(backup -> backup.base().isEmpty())
            .noneMatch(full -> now.isBefore(full.facts().startedAt().plus(fullEvery)));
    if (fullIsDue) {
      return Optional.empty();
    }
    return backups.stream()
        .max(Comparator.comparing(backup -> backup.facts().stoppedAt()))
        .filter(BackupSummary::postgresManifest)
        .filter(backup -> backup.facts().systemIdentifier() == systemIdentifier);
  }
}
