package dev.meridian.host.supervise;

import dev.meridian.host.drop.DropServer;
import dev.meridian.host.heartbeat.Heartbeat;
import dev.meridian.host.instance.Instances;
import dev.meridian.host.server.Server;
import dev.meridian.host.server.ServerState;
import dev.meridian.host.server.Servers;
import dev.meridian.host.server.WorkQueue;
import dev.meridian.host.server.WorkQueue.Queued;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after one server, in a thread of its own: nothing is done to a server at the same time as
 * something else. Work is done when it is recorded; a process that died is seen within half a
 * second.
 */
final class ServerWatch implements Watches.Watch {

  private static final Logger log = LoggerFactory.getLogger(ServerWatch.class);
  private static final Duration TICK = Duration.ofMillis(500);

  /** Every how many ticks the database is asked unprompted. */
  private static final int LOOK_EVERY = 20;

  private final UUID serverId;
  private final Servers servers;
  private final WorkQueue queue;
  private final Instances instances;
  private final DoWork doWork;
  private final KeepRunning keepRunning;
  private final DropServer drop;
  private final Heartbeat heartbeat;
  private final Semaphore signals = new Semaphore(0);
  private final Backoff backoff = new Backoff();

  ServerWatch(
      UUID serverId,
      Servers servers,
      WorkQueue queue,
      Instances instances,
      DoWork doWork,
      KeepRunning keepRunning,
      DropServer drop,
      Heartbeat heartbeat) {
    this.serverId = serverId;
    this.servers = servers;
    this.queue = queue;
    this.instances = instances;
    this.doWork = doWork;
    this.keepRunning = keepRunning;
    this.drop = drop;
    this.heartbeat = heartbeat;
  }

  @Override
  public void signal() {
    signals.release();
  }

  @Override
  public boolean isSignalled() {
    return signals.availablePermits() > 0;
  }

  @Override
  public void run() {
    try {
      watch();
    } finally {
      heartbeat.close();
    }
  }

  private void watch() {
    Optional<Server> known = Optional.empty();
    for (int tick = 0; !Thread.currentThread().isInterrupted(); tick++) {
      try {
        if (signals.drainPermits() > 0 || known.isEmpty() || tick % LOOK_EVERY == 0) {
          known = look();
          if (known.isEmpty()) {
            return;
          }
        } else if (known.filter(this::isDown).isPresent()) {
          known = look();
        }
        known.ifPresent(server -> heartbeat.beatIfDue(instances.of(server)));
        if (backoff.succeeded()) {
          log.info("Server {} is as it should be again", serverId);
        }
      } catch (RuntimeException | Error e) {
        if (!Thread.currentThread().isInterrupted()) {
          known = Optional.empty();
          failed(e);
        }
      }
      await();
    }
  }

  /** Does all there is to do; the server, unless there is nothing left to look after. */
  private Optional<Server> look() {
    while (true) {
      Optional<Server> server = servers.findById(serverId);
      if (server.isEmpty()) {
        return server;
      }
      Optional<Queued> work = queue.next(server.get());
      if (work.isPresent()) {
        heartbeat.close();
        doWork.perform(server.get(), work.get());
      } else if (server.get().state() == ServerState.RUNNING) {
        keepRunning.start(server.get());
        keepRunning.applyRules(server.get());
        return server;
      } else {
        if (server.get().state().isGone()) {
          drop.finish(server.get());
        }
        return Optional.empty();
      }
    }
  }

  private boolean isDown(Server server) {
    return !instances.of(server).isRunning();
  }

  private void failed(Throwable e) {
    if (backoff.failed()) {
      log.error("Server {} is not as it should be; trying again until it is", serverId, e);
    } else {
      log.debug("Server {} is still not as it should be", serverId, e);
    }
  }

  private void await() {
    Duration delay = backoff.delay();
    Duration wait = delay.isZero() ? TICK : delay;
    try {
      if (signals.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        signals.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
