package dev.meridian.host.instance;

import dev.meridian.host.directory.ServerDirectories;
import dev.meridian.host.directory.ServerDirectory;
import dev.meridian.host.settings.HostSettings;
import dev.meridian.security.fleet.FleetDirectory;
import dev.meridian.security.fleet.IssuedCertificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Gives servers their TLS certificates, from the fleet's own authority. */
@Component
class ServerCertificate {

  private final FleetDirectory fleet;
  private final ServerDirectories directories;
  private final Set<String> names;

  ServerCertificate(FleetDirectory fleet, ServerDirectories directories, HostSettings settings) {
    this.fleet = fleet;
    this.directories = directories;
    this.names = new LinkedHashSet<>(List.of(settings.address(), "localhost", "127.0.0.1", "::1"));
  }

  void issue(ServerDirectory server) {
    IssuedCertificate issued = fleet.issueServerCertificate(names);
    directories.write(server.tls().resolve("ca.crt"), fleet.caCertificatePem());
    directories.write(server.tls().resolve("server.key"), issued.privateKey());
    directories.write(server.tls().resolve("server.crt"), issued.certificate());
  }
}
