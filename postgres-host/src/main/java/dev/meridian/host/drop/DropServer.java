package dev.meridian.host.drop;

import dev.meridian.host.directory.ServerDirectories;
import dev.meridian.host.directory.ServerDirectory;
import dev.meridian.host.instance.Instance;
import dev.meridian.host.instance.Instances;
import dev.meridian.host.server.Server;
import dev.meridian.host.server.ServerState;
import dev.meridian.host.server.Servers;
import java.nio.file.Files;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Removes a server: its process first, then its files. */
@Component
public class DropServer {

  private static final Logger log = LoggerFactory.getLogger(DropServer.class);

  private final Instances instances;
  private final ServerDirectories directories;
  private final Servers servers;

  DropServer(Instances instances, ServerDirectories directories, Servers servers) {
    this.instances = instances;
    this.directories = directories;
    this.servers = servers;
  }

  /** Removes what there is of it; a second time, nothing. */
  public void drop(Server server) {
    Instance instance = instances.of(server);
    // Its end is a fact in its own log, so that a stream of it ends in order.
    instance.stop();
    instance.destroy();
  }

  /** Whether something lies there of a server that is gone: its removal had failed. */
  public boolean hasLeft(Server gone) {
    return Files.exists(directories.of(gone.id(), gone.port()).root());
  }

  /** Removes what there is of a server that is gone; as a rule, nothing. */
  public void finish(Server gone) {
    if (!hasLeft(gone)) {
      return;
    }
    log.warn("Removing what is left of server {} ({})", gone.name(), gone.id());
    instances.of(gone).abort();
    ServerDirectory left = directories.of(gone.id(), gone.port());
    if (!hasSuccessor(gone)) {
      directories.delete(left.socketDirectory());
    }
    directories.delete(left.root());
  }

  /** Its port, by which a socket is named, may be another server's by now. */
  private boolean hasSuccessor(Server gone) {
    return servers.findByStateInList(List.of(ServerState.PLACED, ServerState.RUNNING)).stream()
        .anyMatch(other -> other.port() == gone.port());
  }
}
