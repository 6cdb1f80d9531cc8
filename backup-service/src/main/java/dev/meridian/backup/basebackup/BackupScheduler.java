package dev.meridian.backup.basebackup;

import dev.meridian.backup.archive.RepositoryChanged;
import dev.meridian.backup.ownership.Ownership;
import dev.meridian.backup.ownership.OwnershipChanged;
import dev.meridian.backup.protection.BackupPolicy;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.Protection;
import dev.meridian.backup.protection.ProtectionState;
import dev.meridian.backup.replay.LearnReplayRates;
import dev.meridian.backup.replay.ReplayRates;
import dev.meridian.backup.settings.BackupSettings;
import dev.meridian.backup.wal.LogStatus;
import dev.meridian.backup.wal.WalReceivers;
import dev.meridian.postgres.Lsn;
import dev.meridian.repository.backup.BackupSummary;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Takes what is due: one backup of a server at a time, and not too many over all. */
@Component
class BackupScheduler implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(BackupScheduler.class);

  /**
   * How often it is looked at a server whose last backup is good and of which none is asked for,
   * while it writes log.
   */
  private static final Duration QUIET = Duration.ofSeconds(2);

  /** The same, while it writes none. */
  private static final Duration QUIET_AND_IDLE = Duration.ofSeconds(20);

  /**
   * How long such a server's backups are known without asking: whatever changes them is noticed.
   */
  private static final Duration KNOWN = Duration.ofMinutes(5);

  /** How long it is known how fast servers replay, and for how long they may. */
  private static final Duration REPLAY_KNOWN = Duration.ofSeconds(10);

  private static final List<BackupState> UNSETTLED =
      List.of(BackupState.WAITING, BackupState.RUNNING);

  private final Protection protection;
  private final Backups backups;
  private final BackupRecords records;
  private final TakeBackup takeBackup;
  private final SettleBackups settle;
  private final WalReceivers logs;
  private final Ownership ownership;
  private final LearnReplayRates replays;
  private final BackupSchedule schedule;
  private final Clock clock;
  private final Semaphore places;
  private final Map<UUID, Thread> running = new ConcurrentHashMap<>();

  private final Map<UUID, Quiet> quiet = new ConcurrentHashMap<>();
  private @Nullable KnownReplay replay;

  /**
   * Nothing was due then.
   *
   * @param at like all of these, by {@link System#nanoTime}: the clock may be set back
   */
  private record Quiet(long at, Lsn unbrokenFrom, Lsn safe, LastBackups last) {

    boolean isStill(LogStatus log) {
      boolean idle = safe.equals(log.safe()) && unbrokenFrom.equals(log.unbrokenFrom());
      return isYounger(at, idle ? QUIET_AND_IDLE : QUIET);
    }
  }

  /** A server's last backups, the newest first. */
  private record LastBackups(List<Backup> all, long readAt) {}

  /** How fast servers replay their log, and for how long a restore may. */
  private record KnownReplay(ReplayRates rates, Map<UUID, Duration> objectives, long readAt) {

    Duration objective(UUID serverId) {
      return objectives.getOrDefault(serverId, BackupPolicy.USUAL_RESTORE_TIME_OBJECTIVE);
    }
  }

  private static boolean isYounger(long nanos, Duration age) {
    return System.nanoTime() - nanos < age.toNanos();
  }

  private volatile boolean started;

  BackupScheduler(
      Protection protection,
      Backups backups,
      BackupRecords records,
      TakeBackup takeBackup,
      SettleBackups settle,
      WalReceivers logs,
      Ownership ownership,
      LearnReplayRates replays,
      BackupSettings settings,
      Clock clock) {
    this.protection = protection;
    this.backups = backups;
    this.records = records;
    this.takeBackup = takeBackup;
    this.settle = settle;
    this.logs = logs;
    this.ownership = ownership;
    this.replays = replays;
    this.schedule = new BackupSchedule(settings);
    this.clock = clock;
    this.places = new Semaphore(settings.atOnce());
  }

  /** Starts what is due. */
  @Scheduled(fixedDelayString = "${meridian.backup-service.backups.check-every:500ms}")
  void startWhatIsDue() {
    if (!started) {
      return;
    }
    try {
      List<Backup> unsettled = backups.findByStateIn(UNSETTLED);
      unsettled.forEach(each -> quiet.remove(each.serverId()));
      settle.interrupted(unsettled, running::containsKey);
      settle.impossible(unsettled);
      protection.living().stream()
          .filter(server -> server.state() == ProtectionState.ACTIVE)
          .filter(server -> ownership.owns(server.id()))
          .forEach(this::startIfDue);
    } catch (RuntimeException e) {
      log.warn("Cannot find out which backups are due; trying again: {}", e.getMessage());
    }
  }

  private void startIfDue(ProtectedServer server) {
    Optional<LogStatus> status = logs.status(server.id()).filter(LogStatus::isStreaming);
    if (status.isEmpty() || running.containsKey(server.id()) || places.availablePermits() == 0) {
      return;
    }
    Quiet before = quiet.get(server.id());
    if (before != null && before.isStill(status.get())) {
      return;
    }
    Instant now = clock.instant();
    LastBackups last =
        before != null && isYounger(before.last().readAt(), KNOWN)
            ? before.last()
            : new LastBackups(
                backups.findTop30ByServerIdOrderByRequestedAtDesc(server.id()), System.nanoTime());
    KnownReplay known = replay();
    var log =
        new BackupSchedule.Log(
            status.get().unbrokenFrom(), status.get().safe(), known.rates().of(server.id()));
    Optional<BackupSchedule.Due> due =
        schedule.due(last.all(), log, known.objective(server.id()), now);
    if (due.isPresent()) {
      quiet.remove(server.id());
      start(server, due.get());
    } else if (!last.all().isEmpty() && last.all().getFirst().state() == BackupState.COMPLETED) {
      quiet.put(
          server.id(),
          new Quiet(System.nanoTime(), status.get().unbrokenFrom(), status.get().safe(), last));
    }
  }

  private KnownReplay replay() {
    KnownReplay known = replay;
    if (known == null || !isYounger(known.readAt(), REPLAY_KNOWN)) {
      known =
          new KnownReplay(replays.rates(), protection.restoreTimeObjectives(), System.nanoTime());
      replay = known;
    }
    return known;
  }

  private void start(ProtectedServer server, BackupSchedule.Due due) {
    if (places.tryAcquire()) {
      Thread worker =
          Thread.ofVirtual()
              .name("backup-" + server.name())
              .unstarted(
                  () -> {
                    try {
                      take(server, due);
                    } finally {
                      running.remove(server.id());
                      places.release();
                    }
                  });
      running.put(server.id(), worker);
      worker.start();
    }
  }

  private void take(ProtectedServer server, BackupSchedule.Due due) {
    Backup backup;
    try {
      backup = records.start(server, due, ownership.instance());
    } catch (RuntimeException e) {
      log.warn("Cannot begin a backup of {}: {}", server.name(), e.getMessage());
      return;
    }
    BackupSummary summary;
    try {
      summary = takeBackup.take(server, backup);
    } catch (Exception e) {
      failed(server, backup, e);
      return;
    }
    settle.completed(backup.id(), summary);
    log.info(
        "Backup {} of {} is complete: {} bytes, {} stored",
        backup.id(),
        server.name(),
        summary.logicalBytes(),
        summary.storedBytes());
  }

  private void failed(ProtectedServer server, Backup backup, Exception e) {
    if (!started || !ownership.owns(server.id())) {
      // It is settled when the service is back, or by the instance that owns the server now.
      return;
    }
    String code = FailureCode.of(e);
    if (code.equals(FailureCode.OURS)) {
      log.error("Backup {} of {} failed", backup.id(), server.name(), e);
    } else {
      log.warn("Backup {} of {} failed: {}", backup.id(), server.name(), e.getMessage());
      log.debug("Backup {} of {} failed", backup.id(), server.name(), e);
    }
    try {
      records.fail(backup.id(), code, String.valueOf(e.getMessage()));
    } catch (RuntimeException unrecorded) {
      log.warn("Recording that later: {}", unrecorded.getMessage());
    }
  }

  @EventListener
  void on(BackupsChanged changed) {
    quiet.remove(changed.serverId());
  }

  @EventListener
  void on(RepositoryChanged changed) {
    quiet.clear();
  }

  /** Whoever owns a server now takes its backups. */
  @EventListener
  void on(OwnershipChanged changed) {
    quiet.clear();
    List<Thread> lost =
        running.entrySet().stream()
            .filter(each -> !ownership.owns(each.getKey()))
            .map(Map.Entry::getValue)
            .toList();
    end(lost);
  }

  @Override
  public void start() {
    started = true;
  }

  /** Ends backups under way; they are settled when the service is back. */
  @Override
  public void stop() {
    started = false;
    end(List.copyOf(running.values()));
  }

  private static void end(List<Thread> workers) {
    workers.forEach(Thread::interrupt);
    for (Thread worker : workers) {
      try {
        worker.join(Duration.ofSeconds(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public boolean isRunning() {
    return started;
  }
}
