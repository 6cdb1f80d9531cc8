package dev.meridian.backup.basebackup;

import dev.meridian.backup.archive.Archives;
import dev.meridian.backup.ownership.Ownership;
import dev.meridian.backup.problems.Problems;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.Protection;
import dev.meridian.backup.protection.ProtectionState;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupSummary;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** Records what has become of backups, also of those that nobody takes any more, or ever will. */
@Component
class SettleBackups {

  private static final Logger log = LoggerFactory.getLogger(SettleBackups.class);

  /** A request can be heard before the server that it is about. */
  private static final Duration REQUEST_WAITS_FOR_SERVER = Duration.ofMinutes(10);

  private final Protection protection;
  private final BackupRecords records;
  private final Archives archives;
  private final Ownership ownership;
  private final ApplicationEventPublisher events;
  private final Clock clock;
  private final Problems problems = new Problems();

  SettleBackups(
      Protection protection,
      BackupRecords records,
      Archives archives,
      Ownership ownership,
      ApplicationEventPublisher events,
      Clock clock) {
    this.protection = protection;
    this.records = records;
    this.archives = archives;
    this.ownership = ownership;
    this.events = events;
    this.clock = clock;
  }

  /** From here on the backup is there: if this can't be recorded now, it will be. */
  void completed(UUID backupId, BackupSummary summary) {
    try {
      records.complete(backupId, summary);
      events.publishEvent(new BackupsChanged(summary.serverId()));
    } catch (RuntimeException e) {
      log.warn("Backup {} is complete; recording that later: {}", backupId, e.getMessage());
    }
  }

  /**
   * Settles backups that are recorded as running and are not: those that a crash came in between.
   * What has its manifest is complete; of the others nothing stays.
   *
   * @param isBeingTaken whether one of a server is being taken here
   */
  void interrupted(List<Backup> unsettled, Predicate<UUID> isBeingTaken) {
    for (Backup backup : unsettled) {
      if (backup.state() == BackupState.RUNNING
          && ownership.owns(backup.serverId())
          && !isBeingTaken.test(backup.serverId())) {
        settle(backup);
      }
    }
  }

  private void settle(Backup backup) {
    try {
      settleOne(backup);
      problems.solved(backup.id());
    } catch (RuntimeException e) {
      if (problems.isNew(backup.id(), e)) {
        log.warn("Cannot settle backup {}; trying again: {}", backup.id(), e.getMessage());
      }
    }
  }

  private void settleOne(Backup backup) {
    ProtectedServer server = protection.find(backup.serverId()).orElseThrow();
    var archive = archives.of(server);
    Optional<BackupSummary> summary = archive.backup(backup.id());
    if (summary.isPresent()) {
      completed(backup.id(), summary.get());
    } else {
      records.takeOver(backup.id(), ownership.instance()).ifPresent(orphan -> end(archive, orphan));
    }
  }

  /** What another instance may still complete is left to be deleted when it has grown old. */
  private void end(ServerArchive archive, Backup orphan) {
    if (orphan.completingAt() == null || ownership.instance().equals(orphan.takenBy())) {
      archive.deleteBackup(orphan.id());
    }
    records.fail(orphan.id(), "interrupted", "The service ended while the backup was being taken");
  }

  /** Refuses what was asked for of a server that there isn't, or won't be. */
  void impossible(List<Backup> unsettled) {
    Instant longAgo = clock.instant().minus(REQUEST_WAITS_FOR_SERVER);
    for (Backup backup : unsettled) {
      if (backup.state() != BackupState.WAITING || !ownership.owns(backup.serverId())) {
        continue;
      }
      Optional<ProtectedServer> server =
          protection.find(backup.serverId()).filter(ProtectedServer::isKnown);
      if (server.isEmpty() && backup.requestedAt().isBefore(longAgo)) {
        records.fail(backup.id(), "server-not-found", "There is no server " + backup.serverId());
      } else if (server.filter(each -> each.state() != ProtectionState.ACTIVE).isPresent()) {
        records.fail(backup.id(), "server-dropped", "The server is being dropped");
      }
    }
  }
}
