package dev.meridian.backup.copy;

import dev.meridian.backup.archive.RepositoryChanged;
import dev.meridian.backup.ownership.Ownership;
import dev.meridian.backup.ownership.OwnershipChanged;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.backup.protection.Protection;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Keeps the copies in the paired regions up to date, and removes those that nobody wants any more.
 */
@Component
public class CopyArchives implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(CopyArchives.class);

  private final Protection protection;
  private final Ownership ownership;
  private final CopySchedule schedule;
  private volatile boolean started;

  CopyArchives(
      Protection protection,
      Ownership ownership,
      PairedArchives archives,
      CopyTurns turns,
      Clock clock) {
    this.protection = protection;
    this.ownership = ownership;
    this.schedule = new CopySchedule(archives, turns, clock);
  }

  /** How far the copies are behind that this instance takes care of, by server. */
  public Map<UUID, CopyLag> lags() {
    return schedule.lags();
  }

  @Scheduled(fixedDelayString = "${meridian.backup-service.copies.every:1s}")
  void bringUpToDate() {
    if (!started) {
      return;
    }
    try {
      Set<UUID> redundant = protection.geographicallyRedundant();
      protection.everProtected().stream()
          .filter(server -> ownership.owns(server.id()))
          .forEach(server -> look(server, redundant.contains(server.id())));
    } catch (RuntimeException e) {
      log.warn("Cannot copy archives; trying again: {}", e.getMessage());
    }
  }

  /** A region that isn't known any more is no reason to leave out the servers of the others. */
  private void look(ProtectedServer server, boolean redundant) {
    try {
      schedule.look(server, redundant);
    } catch (RuntimeException e) {
      log.debug("Cannot look after the copy of {}", server.name(), e);
    }
  }

  @EventListener
  void on(OwnershipChanged changed) {
    schedule.keep(ownership::owns);
  }

  /** What is copied already has to be looked up anew. */
  @EventListener
  void on(RepositoryChanged changed) {
    schedule.keep(serverId -> false);
  }

  @Override
  public void start() {
    started = true;
  }

  @Override
  public void stop() {
    started = false;
    schedule.stop();
  }

  @Override
  public boolean isRunning() {
    return started;
  }
}
