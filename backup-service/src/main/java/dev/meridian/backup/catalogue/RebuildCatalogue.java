package dev.meridian.backup.catalogue;

import dev.meridian.backup.archive.Archives;
import dev.meridian.backup.basebackup.BackupRecords;
import dev.meridian.backup.basebackup.BackupsChanged;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.Protection;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.store.RepositoryException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * Records what lies in the repositories and isn't in the service's own database: servers that
 * nobody has told of, and backups.
 */
@Component
public class RebuildCatalogue {

  private final Protection protection;
  private final Archives archives;
  private final BackupRecords records;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  RebuildCatalogue(
      Protection protection,
      Archives archives,
      BackupRecords records,
      ApplicationEventPublisher events,
      Clock clock) {
    this.protection = protection;
    this.archives = archives;
    this.records = records;
    this.events = events;
    this.clock = clock;
  }

  /**
   * What came of it.
   *
   * @param servers all that have an archive which could be read
   */
  public record Outcome(List<Rebuilt> servers, List<Unread> unread) {}

  /**
   * What came of it for one server.
   *
   * @param added how many of its backups were not known
   */
  public record Rebuilt(ProtectedServer server, int added) {}

  /** Does it for the repositories of all regions; may be done again. */
  public Outcome run() {
    List<Unread> unread = new ArrayList<>(find());
    List<Rebuilt> rebuilt = new ArrayList<>();
    for (ProtectedServer server : protection.restorable()) {
      try {
        rebuilt.add(new Rebuilt(server, addBackups(server)));
      } catch (RepositoryException e) {
        unread.add(new Unread(server.region(), server.id(), String.valueOf(e.getMessage())));
      }
    }
    return new Outcome(List.copyOf(rebuilt), unread.stream().distinct().toList());
  }

  /** Takes note of servers that nothing else is known of; what could not be read. */
  private List<Unread> find() {
    Set<UUID> known =
        protection.everProtected().stream()
            .filter(ProtectedServer::isKnown)
            .map(ProtectedServer::id)
            .collect(Collectors.toSet());
    List<Unread> unread = new ArrayList<>();
    var found = new FoundArchives();
    for (String region : archives.regions()) {
      try {
        if (archives.isUsed(region)) {
          found.lookThrough(region, archives.repository(region), id -> !known.contains(id));
        }
      } catch (RepositoryException e) {
        unread.add(new Unread(region, null, String.valueOf(e.getMessage())));
      }
    }
    found.servers(clock.instant().truncatedTo(ChronoUnit.MICROS)).forEach(protection::found);
    unread.addAll(found.unread());
    return unread;
  }

  private int addBackups(ProtectedServer server) {
    int added = 0;
    for (BackupSummary backup : archives.of(server).backups()) {
      added += records.adopt(backup) ? 1 : 0;
    }
    if (added > 0) {
      events.publishEvent(new BackupsChanged(server.id()));
    }
    return added;
  }
}
