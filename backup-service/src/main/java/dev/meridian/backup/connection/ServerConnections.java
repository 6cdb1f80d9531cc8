package dev.meridian.backup.connection;

import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.postgres.replication.ReplicationConnection;
import java.io.IOException;

/** Opens replication connections to protected servers. */
public interface ServerConnections {

  /**
   * Connects.
   *
   * @param purpose what the server shows as the application's name
   * @throws IOException when there is no server, it refuses, or it isn't the one that it should be
   */
  ReplicationConnection open(ProtectedServer server, String purpose) throws IOException;
}
