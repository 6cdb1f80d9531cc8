package dev.meridian.backup.copy;

import dev.meridian.backup.archive.Archives;
import dev.meridian.backup.basebackup.Backup;
import dev.meridian.backup.basebackup.BackupRecords;
import dev.meridian.backup.basebackup.MissingBackups;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.Protection;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.store.Store;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** The archives in the regions' repositories, and what is recorded of their copies. */
@Component
class RegionalArchives implements PairedArchives {

  private static final Logger log = LoggerFactory.getLogger(RegionalArchives.class);

  private final Protection protection;
  private final Archives archives;
  private final BackupRecords records;
  private final MissingBackups missing;
  private final CopyTurns turns;
  private final ApplicationEventPublisher events;

  RegionalArchives(
      Protection protection,
      Archives archives,
      BackupRecords records,
      MissingBackups missing,
      CopyTurns turns,
      ApplicationEventPublisher events) {
    this.protection = protection;
    this.archives = archives;
    this.records = records;
    this.missing = missing;
    this.turns = turns;
    this.events = events;
  }

  @Override
  public Optional<String> pairedWith(ProtectedServer server) {
    return archives.pairedWith(server);
  }

  @Override
  public Store store(String region) {
    return archives.store(region);
  }

  @Override
  public boolean isWanted(ProtectedServer server) {
    return protection.isGeographicallyRedundant(server.id());
  }

  @Override
  public void copied(ProtectedServer server, Set<UUID> backups, String paired) {
    List<UUID> newly =
        records.completedOf(server.id()).stream()
            .filter(backup -> !backup.replicated() && backups.contains(backup.id()))
            .map(Backup::id)
            .toList();
    if (!newly.isEmpty()) {
      newly.forEach(id -> records.replicated(id, paired));
      events.publishEvent(new BackupCopied(server.id()));
    }
  }

  @Override
  public void withdraw(ProtectedServer server, String paired) {
    Lock turn = turns.of(server.id());
    try {
      turn.lockInterruptibly();
    } catch (InterruptedException e) {
      throw new ArchiveCopy.CopyInterrupted();
    }
    try {
      if (!isWanted(server)) {
        // Of a repository that isn't there, nothing would be removed.
        if (archives.isUsed(paired)) {
          remove(server, paired, archives.repository(paired).server(server.id()));
        }
        records.withdrawn(server.id());
      }
    } finally {
      turn.unlock();
    }
  }

  private void remove(ProtectedServer server, String paired, ServerArchive copy) {
    if (copy.exists()) {
      requireNotNeeded(server, paired, copy);
      copy.remove();
      log.info("The copy of {} in {} is gone", server.name(), paired);
    }
  }

  /** Whoever wants no copy any more wants what is promised all the same. */
  private void requireNotNeeded(ProtectedServer server, String paired, ServerArchive copy) {
    if (protection.isRemoved(server.id())) {
      return;
    }
    ServerArchive archive = archives.of(server);
    List<String> missing = new TakeBack(archive, copy, () -> lost(server, archive, copy)).run();
    if (!missing.isEmpty()) {
      throw new CopyNeeded(
          "Nobody wants its copy in %s any more, which stays all the same until the archive in %s has again what only the copy has: %s and %d more"
              .formatted(paired, server.region(), missing.getFirst(), missing.size() - 1));
    }
  }

  /** Those that are recorded, and those in the copy that nothing is recorded of. */
  private Set<UUID> lost(ProtectedServer server, ServerArchive archive, ServerArchive copy) {
    Set<UUID> lost = new HashSet<>(missing.of(server, archive).lost());
    Set<UUID> there = archive.backupIds();
    copy.backupIds().stream()
        .filter(backup -> !there.contains(backup) && records.find(backup).isEmpty())
        .forEach(lost::add);
    return lost;
  }
}
