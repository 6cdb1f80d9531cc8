package dev.meridian.backup.window;

import dev.meridian.backup.archive.Archives;
import dev.meridian.backup.archive.RepositoryChanged;
import dev.meridian.backup.basebackup.BackupsChanged;
import dev.meridian.backup.ownership.Ownership;
import dev.meridian.backup.ownership.OwnershipChanged;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.Protection;
import dev.meridian.backup.protection.ProtectionChanged;
import dev.meridian.backup.wal.LogStatus;
import dev.meridian.backup.wal.StreamChanged;
import dev.meridian.backup.wal.WalReceivers;
import dev.meridian.repository.window.Stretch;
import dev.meridian.repository.window.Stretches;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Tells what can be restored, as of now. What changes with backups and gaps is read from the
 * archive and kept; what grows with every commit is taken from the log that is being received.
 */
@Component
public class RestoreWindows {

  private final Protection protection;
  private final Archives archives;
  private final WalReceivers logs;
  private final Ownership ownership;
  private final Clock clock;
  private final Map<UUID, Stretches> known = new ConcurrentHashMap<>();
  private final Map<UUID, Duration> retentions = new ConcurrentHashMap<>();

  RestoreWindows(
      Protection protection,
      Archives archives,
      WalReceivers logs,
      Ownership ownership,
      Clock clock) {
    this.protection = protection;
    this.archives = archives;
    this.logs = logs;
    this.ownership = ownership;
    this.clock = clock;
  }

  /** What can be restored of a server now. */
  public RestoreWindow of(ProtectedServer server) {
    Stretches stretches = stretches(server);
    if (stretches.all().isEmpty()) {
      return RestoreWindow.NOTHING;
    }
    Optional<LogStatus> log = logs.status(server.id()).filter(status -> status.timeline() > 0);
    boolean isOpen =
        log.filter(status -> stretches.lastFrom().isBefore(status.unbrokenFrom())).isPresent();
    List<Stretch> all = new ArrayList<>(stretches.all());
    Instant covered = null;
    if (log.isPresent() && !isOpen) {
      Instant commit = log.get().lastCommit();
      if (commit != null) {
        all.add(all.removeLast().until(commit));
      }
      covered = log.get().coveredUntil();
    }
    return RestoreWindow.of(all, isOpen, covered, retained(server, log));
  }

  /** What another instance takes care of changes unheard. */
  private Stretches stretches(ProtectedServer server) {
    return ownership.owns(server.id())
        ? known.computeIfAbsent(server.id(), id -> archives.of(server).stretches())
        : archives.of(server).stretches();
  }

  /** By the server's clock, like all times of a window. */
  private Instant retained(ProtectedServer server, Optional<LogStatus> log) {
    return clock
        .instant()
        .plus(log.map(LogStatus::clockAhead).orElse(0L), ChronoUnit.MICROS)
        .minus(retention(server.id()))
        .truncatedTo(ChronoUnit.MICROS);
  }

  private Duration retention(UUID serverId) {
    return retentions.computeIfAbsent(serverId, id -> protection.policyOf(id).retention());
  }

  @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT, fallbackExecution = true)
  void on(ProtectionChanged changed) {
    retentions.remove(changed.serverId());
  }

  @EventListener
  void on(OwnershipChanged changed) {
    known.clear();
  }

  @EventListener
  void on(RepositoryChanged changed) {
    known.clear();
  }

  @EventListener
  void on(BackupsChanged changed) {
    known.remove(changed.serverId());
  }

  @EventListener
  void on(StreamChanged changed) {
    known.remove(changed.serverId());
  }
}
