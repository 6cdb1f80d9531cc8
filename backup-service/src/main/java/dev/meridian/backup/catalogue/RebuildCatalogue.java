package dev.meridian.backup.catalogue;

import dev.meridian.backup.archive.Archives;
import dev.meridian.backup.basebackup.BackupRecords;
import dev.meridian.backup.basebackup.BackupsChanged;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.repository.backup.BackupSummary;
import java.util.List;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** Records the backups that lie in the repository and aren't in the service's own database. */
@Component
public class RebuildCatalogue {

  private final Archives archives;
  private final BackupRecords records;
  private final ApplicationEventPublisher events;

  RebuildCatalogue(Archives archives, BackupRecords records, ApplicationEventPublisher events) {
    this.archives = archives;
    this.records = records;
    this.events = events;
  }

  /** Does it for one server; how many backups were added. */
  public int of(ProtectedServer server) {
    List<BackupSummary> there = archives.of(server).backups();
    int added = 0;
    for (BackupSummary backup : there) {
      if (records.adopt(backup)) {
        added++;
      }
    }
    if (added > 0) {
      events.publishEvent(new BackupsChanged(server.id()));
    }
    return added;
  }
}
