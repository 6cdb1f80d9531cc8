package dev.meridian.backup.wal;

import dev.meridian.backup.archive.Archives;
import dev.meridian.backup.archive.RepositoryChanged;
import dev.meridian.backup.ownership.Ownership;
import dev.meridian.backup.ownership.OwnershipChanged;
import dev.meridian.backup.problems.Problems;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.Protection;
import dev.meridian.backup.protection.ProtectionChanged;
import dev.meridian.backup.settings.WalSettings;
import dev.meridian.postgres.Lsn;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/** One receiver for each server that is owned and whose log can still come. */
@Component
public class WalReceivers implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(WalReceivers.class);

  private final Protection protection;
  private final Archives archives;
  private final LogSource source;
  private final Ownership ownership;
  private final LogMemory memory;
  private final WalSettings settings;
  private final ApplicationEventPublisher events;
  private final Clock clock;
  private final Map<UUID, WalReceiver> receivers = new ConcurrentHashMap<>();
  private final Problems problems = new Problems();

  private final ReentrantLock looking = new ReentrantLock();
  private final AtomicBoolean lookingSoon = new AtomicBoolean();
  private volatile boolean running;

  WalReceivers(
      Protection protection,
      Archives archives,
      LogSource source,
      Ownership ownership,
      LogMemory memory,
      WalSettings settings,
      ApplicationEventPublisher events,
      Clock clock) {
    this.protection = protection;
    this.archives = archives;
    this.source = source;
    this.ownership = ownership;
    this.memory = memory;
    this.settings = settings;
    this.events = events;
    this.clock = clock;
  }

  /** How it stands with a server's log; empty when none is received of it. */
  public Optional<LogStatus> status(UUID serverId) {
    return Optional.ofNullable(receivers.get(serverId)).map(receiver -> receiver.live().status());
  }

  /** How it stands with every server's log. */
  public Map<ProtectedServer, LogStatus> all() {
    return receivers.values().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                WalReceiver::server, receiver -> receiver.live().status()));
  }

  /** Waits until a server's log is safe up to a position; whether it is. */
  public boolean awaitSafe(UUID serverId, Lsn position, Duration most) throws InterruptedException {
    WalReceiver receiver = receivers.get(serverId);
    return receiver != null && receiver.live().awaitSafe(position, most);
  }

  @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT, fallbackExecution = true)
  void on(ProtectionChanged changed) {
    reconcileSoon();
  }

  /** Stops what now is another instance's before it hears that it is. */
  @EventListener
  void on(OwnershipChanged changed) {
    stopLost();
    reconcileSoon();
  }

  /** What was received goes on in the region's other repository. */
  @EventListener
  void on(RepositoryChanged changed) {
    stopAllOf(changed.region());
    reconcileSoon();
  }

  private synchronized void stopAllOf(String region) {
    stopAll(
        receivers.values().stream()
            .filter(receiver -> receiver.server().region().equals(region))
            .toList());
  }

  /** Of many changes at once, those that come before it has begun to look are seen together. */
  private void reconcileSoon() {
    if (lookingSoon.compareAndSet(false, true)) {
      Thread.ofVirtual().name("wal-reconcile").start(this::reconcile);
    }
  }

  private synchronized void stopLost() {
    stopAll(
        receivers.values().stream()
            .filter(receiver -> !ownership.owns(receiver.server().id()))
            .toList());
  }

  /** Starts and stops receivers so that each living server that is owned has one. */
  @Scheduled(fixedDelay = 5_000)
  void reconcile() {
    looking.lock();
    try {
      lookingSoon.set(false);
      if (running) {
        reconcile(protection.living(), protection.synchronous());
      }
    } catch (RuntimeException e) {
      log.warn("Cannot find out which servers are protected; trying again: {}", e.getMessage());
    } finally {
      looking.unlock();
    }
  }

  private synchronized void reconcile(List<ProtectedServer> living, Set<UUID> synchronous) {
    Map<UUID, ProtectedServer> wanted =
        living.stream()
            .filter(server -> ownership.owns(server.id()))
            .collect(Collectors.toMap(ProtectedServer::id, Function.identity()));
    stopAll(
        receivers.values().stream()
            .filter(receiver -> !wanted.containsKey(receiver.server().id()))
            .toList());
    if (running) {
      wanted.forEach((id, server) -> startIfAbsent(server, synchronous.contains(id)));
    }
  }

  private void startIfAbsent(ProtectedServer server, boolean synchronous) {
    try {
      receivers
          .computeIfAbsent(server.id(), id -> receiver(server).synchronous(synchronous).start())
          .synchronous(synchronous);
      problems.solved(server.id());
    } catch (RuntimeException e) {
      if (problems.isNew(server.id(), e)) {
        log.warn("Cannot protect {}; trying again: {}", server.name(), e.getMessage());
      }
    }
  }

  private WalReceiver receiver(ProtectedServer server) {
    return new WalReceiver(
        server,
        archives.of(server),
        source,
        memory,
        archives.isInObjectStore(server.region()) ? settings.inObjectStore() : settings,
        clock,
        () -> events.publishEvent(new StreamChanged(server.id())));
  }

  private void stopAll(Collection<WalReceiver> all) {
    List<Thread> stopping =
        all.stream().map(each -> Thread.ofVirtual().name("wal-stop").start(each::stop)).toList();
    for (Thread each : stopping) {
      try {
        each.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    for (WalReceiver receiver : all) {
      receivers.remove(receiver.server().id());
      events.publishEvent(new StreamChanged(receiver.server().id()));
    }
  }

  @Override
  public void start() {
    running = true;
    reconcileSoon();
  }

  @Override
  public synchronized void stop() {
    running = false;
    stopAll(List.copyOf(receivers.values()));
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
