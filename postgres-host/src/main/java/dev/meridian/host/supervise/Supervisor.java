package dev.meridian.host.supervise;

import dev.meridian.host.drop.DropServer;
import dev.meridian.host.heartbeat.Heartbeat;
import dev.meridian.host.instance.Instances;
import dev.meridian.host.server.Server;
import dev.meridian.host.server.ServerState;
import dev.meridian.host.server.Servers;
import dev.meridian.host.server.WorkQueue;
import dev.meridian.host.server.WorkRecorded;
import dev.meridian.host.settings.HostSettings;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Looks after every server of this host while this process runs. Servers that run when it starts
 * are taken over as they are.
 */
@Component
class Supervisor implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Supervisor.class);

  private final HostSettings settings;
  private final Servers servers;
  private final WorkQueue queue;
  private final Instances instances;
  private final DoWork doWork;
  private final KeepRunning keepRunning;
  private final DropServer drop;
  private final Watches watches = new Watches(this::watch);
  private volatile boolean running;

  Supervisor(
      HostSettings settings,
      Servers servers,
      WorkQueue queue,
      Instances instances,
      DoWork doWork,
      KeepRunning keepRunning,
      DropServer drop) {
    this.settings = settings;
    this.servers = servers;
    this.queue = queue;
    this.instances = instances;
    this.doWork = doWork;
    this.keepRunning = keepRunning;
    this.drop = drop;
  }

  @Override
  public synchronized void start() {
    running = true;
    for (Server server : servers.findAll()) {
      if (server.state() == ServerState.RUNNING && instances.of(server).isRunning()) {
        log.info("Server {} ({}) is found running", server.name(), server.id());
      }
      if (server.state() != ServerState.DROPPED || drop.hasLeft(server)) {
        wake(server.id());
      }
    }
  }

  @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
  void on(WorkRecorded work) {
    wake(work.serverId());
  }

  private void wake(UUID serverId) {
    if (running) {
      watches.wake(serverId);
    }
  }

  private ServerWatch watch(UUID serverId) {
    return new ServerWatch(
        serverId,
        servers,
        queue,
        instances,
        doWork,
        keepRunning,
        drop,
        new Heartbeat(serverId, settings.serverHeartbeat()));
  }

  /** Ends the watches, and what they are doing, before the database goes. */
  @Override
  public synchronized void stop() {
    running = false;
    try {
      watches.end();
      if (settings.stopServersOnShutdown()) {
        stopServers();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stopServers() throws InterruptedException {
    List<Server> living = servers.findByStateInList(List.of(ServerState.RUNNING));
    List<Thread> stopping =
        living.stream()
            .map(server -> Thread.ofVirtual().start(() -> instances.of(server).stop()))
            .toList();
    for (Thread thread : stopping) {
      thread.join();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
