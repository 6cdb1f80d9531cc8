package dev.meridian.host.drop;

import dev.meridian.host.instance.Instance;
import dev.meridian.host.instance.Instances;
import dev.meridian.host.server.Server;
import org.springframework.stereotype.Component;

/** Removes a server: its process first, then its files. */
@Component
public class DropServer {

  private final Instances instances;

  DropServer(Instances instances) {
    this.instances = instances;
  }

  /** Removes what there is of it; a second time, nothing. */
  public void drop(Server server) {
    Instance instance = instances.of(server);
    // Its end is a fact in its own log, so that a stream of it ends in order.
    instance.stop();
    instance.destroy();
  }
}
