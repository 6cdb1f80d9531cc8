package dev.meridian.backup.basebackup;

import dev.meridian.backup.protection.KeptFor;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.wal.ServerClocks;
import dev.meridian.repository.ServerArchive;
import dev.meridian.repository.backup.BackupSummary;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Finds backups that are recorded as completed and have no manifest in the archive, or none that
 * can be read. Nothing in the archive itself tells that there was one, or what it needs.
 */
@Component
public class MissingBackups {

  private final Function<UUID, List<Backup>> completed;
  private final Function<UUID, Duration> retention;
  private final ServerClocks serverClocks;
  private final Clock clock;

  @Autowired
  MissingBackups(BackupRecords records, KeptFor kept, ServerClocks serverClocks, Clock clock) {
    this(records::completedOf, kept::of, serverClocks, clock);
  }

  /**
   * @param retention how long everything of a server is kept, as of now
   */
  MissingBackups(
      Function<UUID, List<Backup>> completed,
      Function<UUID, Duration> retention,
      ServerClocks serverClocks,
      Clock clock) {
    this.completed = completed;
    this.retention = retention;
    this.serverClocks = serverClocks;
    this.clock = clock;
  }

  /**
   * What is missing.
   *
   * @param expired no promised instant needs them: an expiry took them, and is about to record it,
   *     or ended before it could
   * @param lost no expiry may have taken them
   * @param unreadable they have manifests, which can't be read, and promised instants may need them
   */
  public record Missing(Set<UUID> expired, Set<UUID> lost, Set<UUID> unreadable) {

    static final Missing NOTHING = new Missing(Set.of(), Set.of(), Set.of());

    /** The backups of which it isn't known what they need, and it must be kept. */
    public Set<UUID> unknown() {
      Set<UUID> unknown = new HashSet<>(lost);
      unknown.addAll(unreadable);
      return unknown;
    }
  }

  /**
   * What is missing of a server. Nothing expires of one that is known by its archive alone, so what
   * was found in there and isn't there any more is lost.
   */
  public Missing of(ProtectedServer server, ServerArchive archive) {
    // First: whatever is recorded as completed has its manifest by then.
    List<Backup> recorded = completed.apply(server.id());
    Set<UUID> there = archive.backupIds();
    Set<UUID> good =
        archive.backups().stream().map(BackupSummary::id).collect(Collectors.toUnmodifiableSet());
    List<Backup> bad = recorded.stream().filter(backup -> !good.contains(backup.id())).toList();
    if (bad.isEmpty()) {
      return Missing.NOTHING;
    }
    Predicate<Backup> isThere = backup -> there.contains(backup.id());
    Predicate<Backup> mayHaveExpired = mayHaveExpired(server, archive);
    return new Missing(
        ids(bad, isThere.negate().and(mayHaveExpired)),
        ids(bad, isThere.negate().and(mayHaveExpired.negate())),
        ids(bad, isThere.and(mayHaveExpired.negate())));
  }

  private static Set<UUID> ids(List<Backup> backups, Predicate<Backup> which) {
    return backups.stream().filter(which).map(Backup::id).collect(Collectors.toUnmodifiableSet());
  }

  private Predicate<Backup> mayHaveExpired(ProtectedServer server, ServerArchive archive) {
    if (!server.isKnown()) {
      return backup -> false;
    }
    Duration kept = retention.apply(server.id());
    if (server.isOver(kept, clock.instant())) {
      return backup -> true;
    }
    Instant now = serverClocks.reached(server, archive);
    // As a plan has it: what is older than the backup that the window's first instant needs.
    return archive.planExpiry(now, kept).keep().stream()
        .findFirst()
        .map(oldest -> oldest.facts().stoppedAt())
        .filter(oldest -> !oldest.isAfter(now.minus(kept)))
        .map(MissingBackups::endedBefore)
        .orElse(backup -> false);
  }

  private static Predicate<Backup> endedBefore(Instant oldest) {
    return backup -> backup.endedAt() != null && backup.endedAt().isBefore(oldest);
  }
}
