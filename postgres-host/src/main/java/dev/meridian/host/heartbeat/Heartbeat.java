package dev.meridian.host.heartbeat;

import dev.meridian.host.instance.Instance;
import dev.meridian.host.session.Session;
import dev.meridian.host.session.SessionFailed;
import dev.meridian.postgres.settings.OwnSettings;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits one server's heartbeat, and with it what {@code ALTER SYSTEM} wrote there, when that has
 * changed. A server in which none can be written is looked after all the same: what fails here is
 * only said, once. For one thread at a time.
 */
public final class Heartbeat implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

  private final UUID serverId;
  private final Duration every;
  private final UnrecordedSettings unrecorded = new UnrecordedSettings();
  private @Nullable Session session;
  private long lastAt;
  private boolean begun;
  private boolean failing;
  private boolean unreadable;

  /**
   * The heartbeat of a server.
   *
   * @param every zero for none
   */
  public Heartbeat(UUID serverId, Duration every) {
    this.serverId = serverId;
    this.every = every;
  }

  /** Commits one, if it is time. */
  public void beatIfDue(Instance server) {
    long now = System.nanoTime();
    if (every.isZero() || (begun && now - lastAt < every.toNanos())) {
      return;
    }
    begun = true;
    lastAt = now;
    try {
      beat(open(server), settings(server));
      failing = false;
    } catch (SessionFailed e) {
      close();
      if (!failing) {
        log.warn("Server {} has no heartbeat for now: {}", serverId, e.getMessage());
      }
      failing = true;
    }
  }

  private void beat(Session open, Optional<OwnSettings> settings) {
    if (settings.isEmpty()) {
      HeartbeatTable.beat(open, serverId, every);
    } else {
      HeartbeatTable.beat(open, serverId, every, settings.get());
      unrecorded.known(settings);
    }
  }

  /** What is to be recorded, if anything is and it can be read. */
  private Optional<OwnSettings> settings(Instance server) {
    try {
      OwnSettings written = server.ownSettings();
      unreadable = false;
      return unrecorded.of(written);
    } catch (UncheckedIOException e) {
      if (!unreadable) {
        log.warn("Server {} has its settings not recorded for now", serverId, e);
      }
      unreadable = true;
      return Optional.empty();
    }
  }

  private Session open(Instance server) {
    Session open = session;
    if (open == null) {
      open = server.connect(HeartbeatTable.DATABASE);
      session = open;
      HeartbeatTable.createIfAbsent(open);
      SettingsTable.createIfAbsent(open);
      unrecorded.known(SettingsTable.last(open, serverId).map(SettingsTable.Recorded::settings));
    }
    return open;
  }

  /** Leaves the server alone, until the next one is due. */
  @Override
  public void close() {
    Session open = session;
    session = null;
    if (open != null) {
      try {
        open.close();
      } catch (SessionFailed gone) {
        log.debug("The server ended the session first", gone);
      }
    }
  }
}
