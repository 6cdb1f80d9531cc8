package dev.meridian.host.instance;

import com.sun.security.auth.module.UnixSystem;
import dev.meridian.host.configuration.Machine;
import dev.meridian.host.configuration.ServerConfiguration;
import dev.meridian.host.directory.ServerDirectories;
import dev.meridian.host.directory.ServerDirectory;
import dev.meridian.host.server.Server;
import dev.meridian.host.settings.HostSettings;
import dev.meridian.postgres.runtime.Cluster;
import dev.meridian.postgres.runtime.Installations;
import dev.meridian.postgres.runtime.OsUser;
import org.springframework.stereotype.Component;

/** The servers of this machine. */
@Component
public class Instances {

  private final HostSettings settings;
  private final ServerDirectories directories;
  private final Installations installations;
  private final OsUser user;
  private final ServerCertificate certificate;
  private final Machine machine = Machine.here();
  private final String ourOsUser = new UnixSystem().getUsername();

  Instances(
      HostSettings settings,
      ServerDirectories directories,
      Installations installations,
      OsUser user,
      ServerCertificate certificate) {
    this.settings = settings;
    this.directories = directories;
    this.installations = installations;
    this.user = user;
    this.certificate = certificate;
  }

  /** A server, whether it is there or not. */
  public Instance of(Server server) {
    ServerDirectory directory = directories.of(server.id(), server.port());
    Cluster cluster =
        new Cluster(
            installations.forMajor(server.postgresVersion()),
            directory.data(),
            directory.log().resolve("startup.log"),
            user);
    return new Instance(server, directory, directories, cluster, certificate, ourOsUser);
  }

  /** How a server runs with its tier on this machine. */
  public ServerConfiguration configuration(Server server) {
    return ServerConfiguration.running(
        server, directories.of(server.id(), server.port()), settings.listenAddresses(), machine);
  }
}
