package dev.meridian.backup.wal;

import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.replication.ReplicationSlot;
import dev.meridian.postgres.replication.SystemIdentity;
import dev.meridian.postgres.replication.WalMessage;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the log comes from: PostgreSQL's replication protocol, as far as a receiver needs it. */
interface LogSource {

  /** Connects to a server. */
  LogConnection connect(ProtectedServer server) throws IOException;

  /** The server no longer has the log that was asked for. */
  final class LogGone extends IOException {

    private static final long serialVersionUID = 1;

    LogGone(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Somebody else streams from the slot: for a moment, an instance that owned the server before.
   */
  final class SlotTaken extends IOException {

    private static final long serialVersionUID = 1;

    SlotTaken(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** One command at a time; closing it ends whatever is under way. */
  interface LogConnection extends Closeable {

    SystemIdentity identify() throws IOException;

    int segmentSize() throws IOException;

    TimelineHistory history(int timeline) throws IOException;

    Optional<ReplicationSlot> slot(String name) throws IOException;

    /** Makes a slot that keeps the log from the last checkpoint on; does nothing if it is there. */
    void createSlot(String name) throws IOException;

    void dropSlot(String name) throws IOException;

    /**
     * Streams from {@code start} on.
     *
     * @throws LogGone when the server has removed it
     * @throws SlotTaken while somebody else streams from the slot
     */
    LogStream stream(String slot, Lsn start, int timeline) throws IOException;

    @Override
    void close();
  }

  /** The log of one timeline as it is written. */
  interface LogStream {

    /**
     * What comes next, or that nothing came in this time.
     *
     * @throws LogGone when the server has removed it
     */
    WalMessage next(Duration most) throws IOException;

    /** Whether more has come already, as far as that can be told without waiting. */
    boolean hasMore() throws IOException;

    /** Tells the server how far its log is safe: it need not keep that any more. Any thread may. */
    void confirm(Lsn safe) throws IOException;

    /** Tells the server that it is being listened to. Any thread may. */
    void signOfLife() throws IOException;

    /** Asks the server to say where it stands. */
    void askForSign() throws IOException;
  }
}
