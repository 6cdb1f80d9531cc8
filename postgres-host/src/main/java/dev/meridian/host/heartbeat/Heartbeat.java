package dev.meridian.host.heartbeat;

import dev.meridian.host.instance.Instance;
import dev.meridian.host.session.Session;
import dev.meridian.host.session.SessionFailed;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits one server's heartbeat. A server in which none can be written is looked after all the
 * same: what fails here is only said, once. For one thread at a time.
 */
public final class Heartbeat implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

  private final UUID serverId;
  private final Duration every;
  private @Nullable Session session;
  private long lastAt;
  private boolean begun;
  private boolean failing;

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
      HeartbeatTable.beat(open(server), serverId, every);
      failing = false;
    } catch (SessionFailed e) {
      close();
      if (!failing) {
        log.warn("Server {} has no heartbeat for now: {}", serverId, e.getMessage());
      }
      failing = true;
    }
  }

  private Session open(Instance server) {
    Session open = session;
    if (open == null) {
      open = server.connect(HeartbeatTable.DATABASE);
      session = open;
      HeartbeatTable.createIfAbsent(open);
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
