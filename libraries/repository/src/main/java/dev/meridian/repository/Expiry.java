package dev.meridian.repository;

import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.repository.backup.BackupFacts;
import dev.meridian.repository.backup.BackupSummary;
import dev.meridian.repository.backup.Backups;
import dev.meridian.repository.expiry.ExpiryPlan;
import dev.meridian.repository.expiry.ExpiryRefused;
import dev.meridian.repository.expiry.Promise;
import dev.meridian.repository.sealing.UnsupportedFormat;
import dev.meridian.repository.store.DamagedObject;
import dev.meridian.repository.wal.WalArchive;
import dev.meridian.repository.window.LogTimes;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Plans what may go of a server's archive, and does it. What is damaged keeps nobody from that: it
 * is taken for what makes more of the rest stay.
 */
final class Expiry {

  private final UUID serverId;
  private final Backups backups;
  private final WalArchive wal;

  Expiry(UUID serverId, Backups backups, WalArchive wal) {
    this.serverId = serverId;
    this.backups = backups;
    this.wal = wal;
  }

  ExpiryPlan plan(Instant promisedFrom) {
    return ExpiryPlan.of(promise(backups.list(), promisedFrom));
  }

  void apply(ExpiryPlan plan, Instant promisedFrom) {
    if (plan.keep().isEmpty()) {
      if (plan.expire().isEmpty()) {
        return;
      }
      throw refused("keeps no backup");
    }
    List<BackupSummary> there = backups.list();
    Set<UUID> gone = ids(plan.keep());
    gone.removeAll(ids(there));
    if (!gone.isEmpty()) {
      throw refused("relies on backups that are gone: " + gone);
    }
    promise(there, promisedFrom)
        .brokenBy(plan)
        .ifPresent(
            reason -> {
              throw refused("costs what is promised: " + reason);
            });
    backups.delete(plan.expire().stream().map(BackupSummary::id).toList());
    plan.walNeededFrom().ifPresent(wal::deleteBefore);
  }

  private ExpiryRefused refused(String why) {
    return new ExpiryRefused("The plan for server %s %s".formatted(serverId, why));
  }

  private static Set<UUID> ids(List<BackupSummary> backups) {
    return backups.stream().map(BackupSummary::id).collect(Collectors.toCollection(HashSet::new));
  }

  private Promise promise(List<BackupSummary> there, Instant from) {
    WalArchive look = wal.asOfOneLook();
    return new Promise(
        from,
        there,
        look.coverage(),
        timeline -> history(look, timeline),
        new ReadableTimes(LogTimes.of(look)));
  }

  private static TimelineHistory history(WalArchive wal, int timeline) {
    try {
      return wal.history(timeline);
    } catch (DamagedObject | UnsupportedFormat e) {
      return new TimelineHistory(timeline, List.of());
    }
  }

  /** A stretch whose end can't be read may go on for ever. */
  private record ReadableTimes(LogTimes times) implements LogTimes {

    @Override
    public Instant restorableFrom(BackupFacts backup) {
      try {
        return times.restorableFrom(backup);
      } catch (DamagedObject | UnsupportedFormat e) {
        return backup.stoppedAt();
      }
    }

    @Override
    public Optional<Instant> lastCommit(TimelineHistory line, Lsn from) {
      try {
        return times.lastCommit(line, from);
      } catch (DamagedObject | UnsupportedFormat e) {
        return Optional.of(Instant.MAX);
      }
    }
  }
}
