package dev.meridian.backup.connection;

import dev.meridian.backup.protection.ProtectedServer;
import dev.meridian.postgres.replication.Endpoint;
import dev.meridian.postgres.replication.ReplicationConnection;
import dev.meridian.security.fleet.FleetDirectory;
import java.io.IOException;
import javax.net.ssl.SSLContext;

/** Both sides show certificates of the fleet's own CA. */
final class MutualTls implements ServerConnections {

  /** The role that PostgreSQL lets in by certificate, for replication only. */
  private static final String ROLE = "meridian_replication";

  private final SSLContext tls;

  MutualTls(FleetDirectory fleet) {
    this.tls = fleet.clientContext(ROLE);
  }

  @Override
  public ReplicationConnection open(ProtectedServer server, String purpose) throws IOException {
    Endpoint endpoint = Endpoint.of(server.address(), server.port(), ROLE).withTls(tls);
    return ReplicationConnection.open(endpoint, purpose);
  }
}
