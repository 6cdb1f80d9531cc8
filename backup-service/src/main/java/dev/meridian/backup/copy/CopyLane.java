package dev.meridian.backup.copy;

import dev.meridian.backup.problems.Problems;
import dev.meridian.backup.protection.ProtectedServer;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work of one kind for all servers: for each of them at most once at a time, and for few of them at
 * once. Who waits longest is next. Each way between two regions has places of its own, so that
 * nobody waits for a region that is away but who needs it.
 */
final class CopyLane {

  private static final Logger log = LoggerFactory.getLogger(CopyLane.class);

  private final String name;
  private final String what;
  private final int atOnce;
  private final Map<Route, Semaphore> places = new ConcurrentHashMap<>();

  /** Those who work, and those who wait. */
  private final Map<UUID, Thread> workers = new ConcurrentHashMap<>();

  private final Problems problems = new Problems();

  /**
   * A lane without work.
   *
   * @param name what its threads are called
   * @param what is done, as the log says it
   * @param atOnce how many servers have their turn at once, on each route
   */
  CopyLane(String name, String what, int atOnce) {
    this.name = name;
    this.what = what;
    this.atOnce = atOnce;
  }

  /** Whether work for a server goes on, or waits for its turn. */
  boolean isBusyWith(UUID serverId) {
    return workers.containsKey(serverId);
  }

  /** Does work for a server when it is its turn, unless there is some already. */
  void begin(ProtectedServer server, Route route, Runnable work) {
    Thread worker =
        Thread.ofVirtual()
            .name(name + "-" + server.name())
            .unstarted(
                () -> {
                  try {
                    inTurn(server, route, work);
                  } finally {
                    workers.remove(server.id());
                  }
                });
    if (workers.putIfAbsent(server.id(), worker) == null) {
      worker.start();
    }
  }

  private void inTurn(ProtectedServer server, Route route, Runnable work) {
    Semaphore place = places.computeIfAbsent(route, r -> new Semaphore(atOnce, true));
    try {
      place.acquire();
      try {
        work.run();
      } finally {
        place.release();
      }
      problems.solved(server.id());
    } catch (InterruptedException | ArchiveCopy.CopyInterrupted e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      if (problems.isNew(server.id(), e)) {
        log.warn("Cannot {} of {}; trying again: {}", what, server.name(), e.getMessage());
      }
    }
  }

  /** Interrupts the work for these servers. */
  void interrupt(Predicate<UUID> which) {
    workers.forEach(
        (serverId, worker) -> {
          if (which.test(serverId)) {
            worker.interrupt();
          }
        });
  }
}
