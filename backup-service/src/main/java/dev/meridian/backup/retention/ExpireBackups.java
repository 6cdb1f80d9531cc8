package dev.meridian.backup.retention;

import dev.meridian.backup.archive.Archives;
import dev.meridian.backup.basebackup.BackupRecords;
import dev.meridian.backup.basebackup.BackupsChanged;
import dev.meridian.backup.basebackup.MissingBackups;
import dev.meridian.backup.copy.CopyTurns;
import dev.meridian.backup.protection.KeptFor;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.Protection;
import dev.meridian.backup.replay.LearnReplayRates;
import dev.meridian.backup.retention.ExpireArchive.Expired;
import dev.meridian.backup.settings.RetentionSettings;
import dev.meridian.backup.verification.VerifyArchives;
import dev.meridian.backup.wal.ServerClocks;
import dev.meridian.backup.window.RestoreWindow;
import dev.meridian.backup.window.WindowAnnouncements;
import dev.meridian.repository.ServerArchive;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Deletes what no promised instant needs: first in the repository, then it is recorded and said.
 * What a crash leaves unsaid, the next time says.
 */
@Component
class ExpireBackups {

  private static final Logger log = LoggerFactory.getLogger(ExpireBackups.class);

  private final Protection protection;
  private final Archives archives;
  private final BackupRecords records;
  private final MissingBackups missing;
  private final LearnReplayRates replays;
  private final WindowAnnouncements windows;
  private final TransactionTemplate transaction;
  private final VerifyArchives verifications;
  private final KeptFor kept;
  private final ServerClocks serverClocks;
  private final SteadyClock steady;
  private final ExpireArchive expire;
  private final CopyTurns turns;
  private final ApplicationEventPublisher events;
  private final Clock clock;

  /** Which backups of a server were said to be lost. */
  private final Map<UUID, Set<UUID>> said = new ConcurrentHashMap<>();

  ExpireBackups(
      Protection protection,
      Archives archives,
      BackupRecords records,
      MissingBackups missing,
      LearnReplayRates replays,
      WindowAnnouncements windows,
      PlatformTransactionManager transactions,
      VerifyArchives verifications,
      KeptFor kept,
      ServerClocks serverClocks,
      RetentionSettings settings,
      ExpireArchive expire,
      CopyTurns turns,
      ApplicationEventPublisher events,
      Clock clock) {
    this.protection = protection;
    this.archives = archives;
    this.records = records;
    this.missing = missing;
    this.replays = replays;
    this.windows = windows;
    this.transaction = new TransactionTemplate(transactions);
    this.verifications = verifications;
    this.kept = kept;
    this.serverClocks = serverClocks;
    this.steady = new SteadyClock(clock, System::nanoTime, settings.steadyFor());
    this.expire = expire;
    this.turns = turns;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Deletes what has expired of one server. Of one that is known by its archive alone nothing has:
   * what was promised of it is not known.
   *
   * @return whether that is all: while our clock isn't to be believed nothing is done, a copy that
   *     is being copied, or has yet to get what the original has, may need what it needs no more
   *     after that, and while a backup is being built no space comes back
   */
  boolean of(ProtectedServer server) {
    if (!server.isKnown()) {
      return true;
    }
    if (!steady.isSteady()) {
      return false;
    }
    Supplier<Duration> policy = () -> kept.of(server.id());
    Duration retention = policy.get();
    ServerArchive archive = archives.of(server);
    if (server.isOver(retention, clock.instant())) {
      return removeInTurn(server, archive);
    }
    Set<UUID> lost = missing.of(server, archive).unknown();
    warn(server, lost);
    Instant now = serverClocks.reached(server, archive);
    Expired expired = expire.original(archive, lost, now, policy);
    record(server, archive, expired.backups());
    // Last: the other region may be away, and nothing else waits for it.
    return archives
        .copyOf(server)
        .map(copy -> expire.copy(copy, archive, now, policy))
        .map(copied -> copied.complete() && expired.complete())
        .orElse(expired.complete());
  }

  /**
   * Nothing is brought back from its copy before everybody knows that it is gone.
   *
   * @return whether it was our turn: who is at work with its copy may be for long
   */
  private boolean removeInTurn(ProtectedServer server, ServerArchive archive) {
    Lock turn = turns.of(server.id());
    if (!turn.tryLock()) {
      return false;
    }
    try {
      remove(server, archive);
    } finally {
      turn.unlock();
    }
    said.remove(server.id());
    archives.forget(server.id());
    events.publishEvent(new BackupsChanged(server.id()));
    log.info("The archive of {}, which was dropped, is gone", server.name());
    return true;
  }

  private void remove(ProtectedServer server, ServerArchive archive) {
    // Of a repository that isn't there, nothing would be removed.
    archives.look(server.region());
    archive.remove();
    transaction.executeWithoutResult(
        status -> {
          records.forget(server.id());
          replays.forget(server.id());
          protection.removed(server.id());
          windows.moved(Map.of(server.id(), RestoreWindow.NOTHING));
          verifications.forget(server.id());
        });
  }

  /**
   * Records what an expiry took, and nothing else that is missing.
   *
   * @param expired what has expired just now; an earlier look may have taken more and not recorded
   *     it
   */
  private void record(ProtectedServer server, ServerArchive archive, Set<UUID> expired) {
    Set<UUID> gone = new HashSet<>(missing.of(server, archive).expired());
    gone.addAll(expired);
    if (!gone.isEmpty()) {
      gone.forEach(records::expire);
      events.publishEvent(new BackupsChanged(server.id()));
      log.info("{} backups of {} have expired", gone.size(), server.name());
    }
  }

  private void warn(ProtectedServer server, Set<UUID> lost) {
    if (lost.isEmpty()) {
      said.remove(server.id());
    } else if (!lost.equals(said.put(server.id(), lost))) {
      log.warn(
          "Nothing of {} expires while the manifests of its backups {} are lost or can't be read:"
              + " they may need any of it; verify it to have them healed from the copy, if there is one",
          server.name(),
          lost);
    }
  }
}
