package dev.meridian.host.supervise;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who look after servers: one for each of which there is something to look after. */
final class Watches {

  private static final Logger log = LoggerFactory.getLogger(Watches.class);

  private final Function<UUID, Watch> make;
  private final Map<UUID, Watched> watches = new ConcurrentHashMap<>();

  /**
   * There is none yet.
   *
   * @param make makes the one of a server
   */
  Watches(Function<UUID, Watch> make) {
    this.make = make;
  }

  /** Looks after one server, in a thread of its own. */
  interface Watch {

    /** There is something to do. */
    void signal();

    /** Whether there is something to do that it doesn't know of yet. */
    boolean isSignalled();

    /** Looks after the server until there is nothing to look after, or until it is interrupted. */
    void run();
  }

  private record Watched(Watch watch, Thread thread) {}

  /** There is something to do for a server. */
  void wake(UUID serverId) {
    watches.compute(serverId, (id, watched) -> signalled(watched == null ? begin(id) : watched));
  }

  private static Watched signalled(Watched watched) {
    watched.watch().signal();
    return watched;
  }

  private Watched begin(UUID serverId) {
    Watch watch = make.apply(serverId);
    Thread thread =
        Thread.ofVirtual().name("server-" + serverId).start(() -> runUntilIdle(serverId, watch));
    return new Watched(watch, thread);
  }

  /** A signal that comes while a watch ends isn't lost: it goes on. */
  private void runUntilIdle(UUID serverId, Watch watch) {
    boolean idle = false;
    try {
      while (!idle && !Thread.currentThread().isInterrupted()) {
        watch.run();
        idle =
            watches.computeIfPresent(
                    serverId, (id, watched) -> watch.isSignalled() ? watched : null)
                == null;
      }
    } catch (RuntimeException | Error e) {
      log.error("Nobody looks after server {} until there is something to do", serverId, e);
    } finally {
      // By now there may be another one.
      watches.computeIfPresent(
          serverId, (id, watched) -> watched.watch() == watch ? null : watched);
    }
  }

  /** Ends them all, and what they are doing. */
  void end() throws InterruptedException {
    List<Thread> threads = watches.values().stream().map(Watched::thread).toList();
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      thread.join();
    }
    watches.clear();
  }
}
