package dev.meridian.host.provision;

import dev.meridian.host.directory.ServerDirectories;
import dev.meridian.host.server.Server;
import dev.meridian.host.settings.HostSettings;
import dev.meridian.postgres.runtime.Installations;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.springframework.stereotype.Component;

/** What must hold before anything of a new server is written. */
@Component
public class Checks {

  private static final long HEADROOM_BYTES = 256L * 1024 * 1024;

  private final HostSettings settings;
  private final ServerDirectories directories;
  private final Installations installations;

  Checks(HostSettings settings, ServerDirectories directories, Installations installations) {
    this.settings = settings;
    this.directories = directories;
    this.installations = installations;
  }

  /**
   * Checks that this host can run a server's version at all.
   *
   * @throws ProvisioningFailure naming those that it can
   */
  public void requireVersion(Server server) {
    if (!installations.versions().containsKey(server.postgresVersion())) {
      throw new ProvisioningFailure(
          "postgres-version-unavailable",
          "Host %s has no PostgreSQL %d, but %s"
              .formatted(
                  settings.id(), server.postgresVersion(), installations.versions().values()));
    }
  }

  /**
   * Checks that there is room for a server.
   *
   * @param bytes how much will be written at least
   * @throws ProvisioningFailure naming what doesn't hold
   */
  public void require(Server server, long bytes) {
    requirePort(server.port());
    requireSpace(bytes);
  }

  private void requirePort(int port) {
    if (!settings.ports().contain(port)) {
      throw new ProvisioningFailure(
          "port-not-offered",
          "Port %d isn't one of the %d ports from %d on that host %s gives to servers"
              .formatted(port, settings.ports().count(), settings.ports().first(), settings.id()));
    }
    try (ServerSocket socket = new ServerSocket()) {
      // What was just closed there doesn't count.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new ProvisioningFailure(
          "port-taken", "Something else listens on port %d of this host".formatted(port), e);
    }
  }

  /**
   * Checks that there is room on the disk.
   *
   * @param bytes how much will be written at least
   * @throws ProvisioningFailure if there isn't
   */
  public void requireSpace(long bytes) {
    long free = directories.freeBytes();
    if (free < bytes + HEADROOM_BYTES) {
      throw new ProvisioningFailure(
          "storage-insufficient",
          "The server needs %,d bytes and %,d beside them; %,d are free on host %s"
              .formatted(bytes, HEADROOM_BYTES, free, settings.id()));
    }
  }
}
