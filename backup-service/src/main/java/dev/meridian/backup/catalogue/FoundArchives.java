package dev.meridian.backup.catalogue;

import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.postgres.Lsn;
import dev.meridian.repository.Repository;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.store.RepositoryException;
import dev.meridian.repository.wal.WalCoverage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;

/** The servers that have backups in the repositories of some regions, as the repositories tell. */
final class FoundArchives {

  private static final String MANIFEST = "/manifest";

  /** A copy is never ahead of its original: where the log goes furthest, that is the original. */
  private static final Comparator<Place> ORIGINAL_LAST =
      Comparator.comparingInt(Place::timeline)
          .thenComparing(Place::end)
          .thenComparing(Comparator.comparing(Place::region).reversed());

  private final SortedMap<UUID, List<Place>> places = new TreeMap<>();
  private final List<Unread> unread = new ArrayList<>();

  /** An archive with backups in it, and where its log ends. */
  private record Place(String region, BackupFacts newest, int timeline, Lsn end) {

    static Place of(String region, BackupSummary newest, WalCoverage log) {
      int timeline = log.timelines().isEmpty() ? 0 : log.timelines().last();
      return new Place(region, newest.facts(), timeline, log.end(timeline).orElse(Lsn.ZERO));
    }
  }

  /**
   * Looks through a region's repository. What can't be read there keeps nothing else from being
   * found.
   *
   * @param wanted which servers are looked for
   */
  void lookThrough(String region, Repository repository, Predicate<UUID> wanted) {
    for (UUID id : repository.servers()) {
      if (wanted.test(id)) {
        try {
          look(region, repository.server(id));
        } catch (RepositoryException e) {
          unread.add(new Unread(region, id, String.valueOf(e.getMessage())));
        }
      }
    }
  }

  private void look(String region, ServerArchive archive) {
    List<BackupSummary> backups = archive.backups();
    if (!backups.isEmpty()) {
      places
          .computeIfAbsent(archive.serverId(), _ -> new ArrayList<>())
          .add(Place.of(region, backups.getLast(), archive.wal().coverage()));
    } else if (archive.objects().stream().anyMatch(object -> object.name().endsWith(MANIFEST))) {
      unread.add(
          new Unread(
              region,
              archive.serverId(),
              "None of its backups can be read; the log of backup-service says why"));
    }
  }

  /** Each server once, with the region of its original. */
  List<ProtectedServer> servers(Instant now) {
    return places.entrySet().stream().map(each -> server(each, now)).toList();
  }

  private static ProtectedServer server(Map.Entry<UUID, List<Place>> found, Instant now) {
    Place original = found.getValue().stream().max(ORIGINAL_LAST).orElseThrow();
    BackupFacts facts = original.newest();
    return ProtectedServer.found(
        found.getKey(),
        original.region(),
        facts.postgresVersion(),
        Long.toUnsignedString(facts.systemIdentifier()),
        facts.timeline(),
        now);
  }

  /** What could not be read. */
  List<Unread> unread() {
    return List.copyOf(unread);
  }
}
