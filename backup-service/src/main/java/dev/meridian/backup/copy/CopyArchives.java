package dev.meridian.backup.copy;

import dev.meridian.backup.archive.Archives;
import dev.meridian.backup.basebackup.Backup;
import dev.meridian.backup.basebackup.BackupRecords;
import dev.meridian.backup.ownership.Ownership;
import dev.meridian.backup.ownership.OwnershipChanged;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.Protection;
import dev.meridian.backup.protection.ProtectionChanged;
import dev.meridian.backup.protection.Redundancy;
import dev.meridian.repository.ServerArchive;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Keeps the copies in the paired regions up to date, and removes those that nobody wants any more.
 */
@Component
public class CopyArchives implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(CopyArchives.class);
  private static final int AT_ONCE = 4;

  private final Protection protection;
  private final Ownership ownership;
  private final Archives archives;
  private final BackupRecords records;
  private final Clock clock;
  private final Map<UUID, ArchiveCopy> copies = new ConcurrentHashMap<>();

  /** Servers that are known to have no copy, and shall have none. */
  private final Set<UUID> settled = ConcurrentHashMap.newKeySet();

  private final Map<UUID, Thread> running = new ConcurrentHashMap<>();

  /** What went wrong last, said once. */
  private final Map<UUID, String> problems = new ConcurrentHashMap<>();

  private final Semaphore places = new Semaphore(AT_ONCE);

  private volatile boolean started;

  CopyArchives(
      Protection protection,
      Ownership ownership,
      Archives archives,
      BackupRecords records,
      Clock clock) {
    this.protection = protection;
    this.ownership = ownership;
    this.archives = archives;
    this.records = records;
    this.clock = clock;
  }

  /** How far the copies are behind that this instance takes care of, by server. */
  public Map<UUID, CopyLag> lags() {
    return copies.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, each -> each.getValue().lag()));
  }

  @Scheduled(fixedDelayString = "${meridian.backup-service.copies.every:1s}")
  void bringUpToDate() {
    if (!started) {
      return;
    }
    try {
      protection.everProtected().stream()
          .filter(server -> ownership.owns(server.id()))
          .forEach(this::begin);
    } catch (RuntimeException e) {
      log.warn("Cannot copy archives; trying again: {}", e.getMessage());
    }
  }

  private void begin(ProtectedServer server) {
    if (settled.contains(server.id()) || running.containsKey(server.id()) || !places.tryAcquire()) {
      return;
    }
    Thread worker =
        Thread.ofVirtual()
            .name("copy-" + server.name())
            .unstarted(
                () -> {
                  try {
                    bringUpToDate(server);
                  } finally {
                    running.remove(server.id());
                    places.release();
                  }
                });
    running.put(server.id(), worker);
    worker.start();
  }

  private void bringUpToDate(ProtectedServer server) {
    try {
      Optional<String> paired = archives.pairedWith(server);
      if (paired.isPresent()) {
        bringUpToDate(server, paired.get());
      }
    } catch (ArchiveCopy.CopyInterrupted e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      String problem = String.valueOf(e.getMessage());
      if (!problem.equals(problems.put(server.id(), problem))) {
        log.warn("Cannot copy the archive of {}; trying again: {}", server.name(), problem);
      }
    }
  }

  private void bringUpToDate(ProtectedServer server, String paired) {
    if (isWanted(server)) {
      ArchiveCopy copy =
          copies.computeIfAbsent(
              server.id(),
              id ->
                  new ArchiveCopy(
                      archives.store(server.region()), archives.store(paired), id, clock));
      announce(server, copy.bringUpToDate(), paired);
      problems.remove(server.id());
    } else {
      copies.remove(server.id());
      withdraw(server, paired);
    }
  }

  private boolean isWanted(ProtectedServer server) {
    return server.isRestorable() && protection.policyOf(server.id()).redundancy() == Redundancy.GEO;
  }

  private void announce(ProtectedServer server, Set<UUID> complete, String paired) {
    records.completedOf(server.id()).stream()
        .filter(backup -> !backup.replicated() && complete.contains(backup.id()))
        .map(Backup::id)
        .forEach(id -> records.replicated(id, paired));
  }

  private void withdraw(ProtectedServer server, String paired) {
    if (archives.isUsed(paired)) {
      ServerArchive copy = archives.repository(paired).server(server.id());
      if (copy.exists()) {
        copy.remove();
        log.info("The copy of {} in {} is gone", server.name(), paired);
      }
    }
    records.withdrawn(server.id());
    settled.add(server.id());
  }

  @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT, fallbackExecution = true)
  void on(ProtectionChanged changed) {
    settled.remove(changed.serverId());
  }

  @EventListener
  void on(OwnershipChanged changed) {
    settled.clear();
    running.forEach(
        (serverId, worker) -> {
          if (!ownership.owns(serverId)) {
            worker.interrupt();
            copies.remove(serverId);
          }
        });
    copies.keySet().removeIf(serverId -> !ownership.owns(serverId));
  }

  @Override
  public void start() {
    started = true;
  }

  @Override
  public void stop() {
    started = false;
    running.values().forEach(Thread::interrupt);
  }

  @Override
  public boolean isRunning() {
    return started;
  }
}
