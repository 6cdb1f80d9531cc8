package dev.meridian.backup.copy;

import dev.meridian.backup.protection.ProtectedServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is to be done about each server's copy. It is brought up to date, the log beside the
 * backups, or removed, never both at once: all work begins in {@link #look}, which is called by one
 * thread at a time.
 */
final class CopySchedule {

  private static final int LOGS_AT_ONCE = 8;
  private static final int BACKUPS_AT_ONCE = 4;
  private static final int REMOVALS_AT_ONCE = 1;

  /** To look whether one is needed takes listings and manifests. */
  private static final Duration NEEDED_FOR = Duration.ofMinutes(1);

  private final PairedArchives archives;
  private final CopyTurns turns;
  private final Clock clock;
  private final Map<UUID, ArchiveCopy> copies = new ConcurrentHashMap<>();

  /** Servers that are known to have no copy, and shall have none. */
  private final Set<UUID> settled = ConcurrentHashMap.newKeySet();

  /** When it is worth looking again whether copies can go that were needed. */
  private final Map<UUID, Instant> neededUntil = new ConcurrentHashMap<>();

  private final CopyLane logs = new CopyLane("copy-log", "copy the log", LOGS_AT_ONCE);
  private final CopyLane backups =
      new CopyLane("copy-backups", "copy the backups", BACKUPS_AT_ONCE);
  private final CopyLane removing =
      new CopyLane("remove-copy", "remove the copy", REMOVALS_AT_ONCE);

  CopySchedule(PairedArchives archives, CopyTurns turns, Clock clock) {
    this.archives = archives;
    this.turns = turns;
    this.clock = clock;
  }

  /** How far the copies are behind, by server: of each that shall have one. */
  Map<UUID, CopyLag> lags() {
    return copies.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, each -> each.getValue().lag()));
  }

  /**
   * Begins what is to be done for a server, if that isn't being done already. Nothing is for one
   * that is known by its archive alone: whether it shall have a copy isn't known, nor which of its
   * archives is the copy.
   *
   * @param redundant whether its policy asks for a copy
   */
  void look(ProtectedServer server, boolean redundant) {
    Optional<String> paired = archives.pairedWith(server);
    if (paired.isEmpty() || !server.isKnown()) {
      return;
    }
    var route = new Route(server.region(), paired.get());
    if (redundant && server.isRestorable()) {
      bringUpToDate(server, route);
    } else {
      withdraw(server, route);
    }
  }

  private void bringUpToDate(ProtectedServer server, Route route) {
    UUID id = server.id();
    settled.remove(id);
    neededUntil.remove(id);
    ArchiveCopy copy = copies.computeIfAbsent(id, each -> copy(each, route));
    if (!removing.isBusyWith(id)) {
      logs.begin(server, route, copy::bringLogUpToDate);
      if (copy.areBackupsDue()) {
        backups.begin(
            server, route, () -> archives.copied(server, copy.bringBackupsUpToDate(), route.to()));
      }
    }
  }

  private ArchiveCopy copy(UUID serverId, Route route) {
    return new ArchiveCopy(
        () -> archives.store(route.from()),
        () -> archives.store(route.to()),
        serverId,
        turns.of(serverId),
        clock);
  }

  private void withdraw(ProtectedServer server, Route route) {
    UUID id = server.id();
    copies.remove(id);
    boolean due = !clock.instant().isBefore(neededUntil.getOrDefault(id, Instant.MIN));
    if (due && !settled.contains(id) && !logs.isBusyWith(id) && !backups.isBusyWith(id)) {
      removing.begin(
          server,
          route,
          () -> {
            if (!archives.isWanted(server)) {
              withdrawUnlessNeeded(server, route);
              // Whoever wants a copy by now is seen at the next look, which settles nothing.
              settled.add(id);
            }
          });
    }
  }

  private void withdrawUnlessNeeded(ProtectedServer server, Route route) {
    try {
      archives.withdraw(server, route.to());
    } catch (CopyNeeded e) {
      neededUntil.put(server.id(), clock.instant().plus(NEEDED_FOR));
      throw e;
    }
  }

  /** Goes on with these servers only, and takes nothing for known of the others. */
  void keep(Predicate<UUID> which) {
    settled.clear();
    neededUntil.clear();
    interrupt(which.negate());
    copies.keySet().removeIf(which.negate());
  }

  /** Interrupts all work. */
  void stop() {
    interrupt(serverId -> true);
  }

  private void interrupt(Predicate<UUID> which) {
    logs.interrupt(which);
    backups.interrupt(which);
    removing.interrupt(which);
  }
}
