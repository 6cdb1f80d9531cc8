package dev.meridian.backup.wal;

import dev.meridian.backup.connection.ServerConnections;
import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.postgres.Lsn;
import dev.meridian.postgres.TimelineHistory;
import dev.meridian.postgres.replication.ReplicationConnection;
import dev.meridian.postgres.replication.ReplicationSlot;
import dev.meridian.postgres.replication.ServerError;
import dev.meridian.postgres.replication.SystemIdentity;
import dev.meridian.postgres.replication.WalMessage;
import dev.meridian.postgres.replication.WalStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

@Component
class PostgresLogSource implements LogSource {

  /** A synchronous server waits for the standby of this name: postgres-host sets it. */
  private static final String PURPOSE = "meridian_backup";

  private final ServerConnections connections;

  PostgresLogSource(ServerConnections connections) {
    this.connections = connections;
  }

  @Override
  public LogConnection connect(ProtectedServer server) throws IOException {
    return new PostgresLogConnection(connections.open(server, PURPOSE));
  }

  private record PostgresLogConnection(ReplicationConnection connection) implements LogConnection {

    @Override
    public SystemIdentity identify() throws IOException {
      return connection.identifySystem();
    }

    @Override
    public int segmentSize() throws IOException {
      return connection.segmentSize();
    }

    @Override
    public TimelineHistory history(int timeline) throws IOException {
      return connection.timelineHistory(timeline);
    }

    @Override
    public Optional<ReplicationSlot> slot(String name) throws IOException {
      return connection.readSlot(name);
    }

    @Override
    public void createSlot(String name) throws IOException {
      connection.createPhysicalSlot(name);
    }

    @Override
    public void dropSlot(String name) throws IOException {
      connection.dropSlot(name);
    }

    @Override
    public LogStream stream(String slot, Lsn start, int timeline) throws IOException {
      try {
        return new PostgresLogStream(connection.startStreaming(slot, start, timeline));
      } catch (ServerError e) {
        throw translated(e);
      }
    }

    @Override
    public void close() {
      connection.close();
    }
  }

  private record PostgresLogStream(WalStream stream) implements LogStream {

    @Override
    public WalMessage next(Duration most) throws IOException {
      try {
        return stream.next(most);
      } catch (ServerError e) {
        throw translated(e);
      }
    }

    @Override
    public boolean hasMore() throws IOException {
      return stream.hasMore();
    }

    @Override
    public void confirm(Lsn safe) throws IOException {
      stream.confirm(safe, safe);
    }

    @Override
    public void signOfLife() throws IOException {
      stream.confirm(Lsn.ZERO, Lsn.ZERO);
    }

    @Override
    public void askForSign() throws IOException {
      stream.askForSign();
    }
  }

  private static IOException translated(ServerError e) {
    if (e.is(ServerError.UNDEFINED_FILE)) {
      return new LogGone(String.valueOf(e.getMessage()), e);
    }
    return e.is(ServerError.OBJECT_IN_USE) ? new SlotTaken(String.valueOf(e.getMessage()), e) : e;
  }
}
