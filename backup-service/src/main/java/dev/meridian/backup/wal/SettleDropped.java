package dev.meridian.backup.wal;

import dev.meridian.backup.archive.Archives;
import dev.meridian.backup.ownership.Ownership;
import dev.meridian.backup.problems.Problems;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.Protection;
import dev.meridian.repository.ServerArchive;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Archives what a killed receiver of a dropped server has journaled: no receiver comes back for it,
 * and maybe none for a server that is known by its archive alone, whose journals stay, too. Stores
 * that are away keep nobody else waiting.
 */
@Component
class SettleDropped {

  private static final Logger log = LoggerFactory.getLogger(SettleDropped.class);

  /** By then who lost the server has noticed, and its last commits have ended. */
  private static final Duration AFTER = Duration.ofMinutes(2);

  private final Supplier<List<ProtectedServer>> restorable;
  private final Predicate<UUID> isOurs;
  private final Function<ProtectedServer, Optional<ServerArchive>> archives;
  private final Clock clock;
  private final Set<ProtectedServer> settled = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean running = new AtomicBoolean();
  private final Problems problems = new Problems();

  @Autowired
  SettleDropped(
      Protection protection,
      Archives archives,
      Ownership ownership,
      WalReceivers receivers,
      Clock clock) {
    this(
        protection::restorable,
        id -> ownership.owns(id) && receivers.status(id).isEmpty(),
        server ->
            archives.isInObjectStore(server.region())
                ? Optional.empty()
                : Optional.of(archives.of(server)),
        clock);
  }

  /**
   * @param isOurs whether this instance takes care of a server, and receives nothing of it
   * @param archives empty where there can't be journals
   */
  SettleDropped(
      Supplier<List<ProtectedServer>> restorable,
      Predicate<UUID> isOurs,
      Function<ProtectedServer, Optional<ServerArchive>> archives,
      Clock clock) {
    this.restorable = restorable;
    this.isOurs = isOurs;
    this.archives = archives;
    this.clock = clock;
  }

  @Scheduled(initialDelay = 10_000, fixedDelay = 30_000)
  void begin() {
    if (running.compareAndSet(false, true)) {
      Thread.ofVirtual().name("wal-settle").start(this::settleAll);
    }
  }

  void settleAll() {
    try {
      Instant before = clock.instant().minus(AFTER);
      restorable.get().stream()
          .filter(server -> !server.isLiving() && !settled.contains(server))
          .filter(server -> isSince(server, before))
          .filter(server -> isOurs.test(server.id()))
          .forEach(this::settle);
    } catch (RuntimeException e) {
      log.warn("Cannot look for journals of dropped servers; trying again: {}", e.getMessage());
    } finally {
      running.set(false);
    }
  }

  private static boolean isSince(ProtectedServer server, Instant before) {
    Instant since = server.isKnown() ? server.droppedAt() : server.provisionedAt();
    return since != null && since.isBefore(before);
  }

  private void settle(ProtectedServer server) {
    try {
      Optional<ServerArchive> archive = archives.apply(server);
      if (archive.isPresent()) {
        var replay = new JournalReplay(server.name(), archive.get());
        if (server.isKnown()) {
          replay.ofGone();
        } else {
          replay.ofUnknown();
        }
      }
      settled.add(server);
    } catch (IOException | RuntimeException e) {
      if (problems.isNew(server.id(), e)) {
        log.warn(
            "Cannot look for journals of {}, whose log nobody receives; trying again: {}",
            server.name(),
            e.getMessage());
      }
    }
  }
}
