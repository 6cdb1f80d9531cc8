package dev.meridian.host.report;

import dev.meridian.host.instance.Instances;
import dev.meridian.host.server.Server;
import dev.meridian.host.server.ServerState;
import dev.meridian.host.server.Servers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Health {@code servers}: down while a server that should accept connections doesn't. */
@Component("serversHealthIndicator")
class ServersHealth implements HealthIndicator {

  private final Servers servers;
  private final Instances instances;

  ServersHealth(Servers servers, Instances instances) {
    this.servers = servers;
    this.instances = instances;
  }

  @Override
  public Health health() {
    Map<String, String> states = new TreeMap<>();
    boolean up = true;
    for (Server server :
        servers.findByStateInList(List.of(ServerState.PLACED, ServerState.RUNNING))) {
      boolean down = server.state() == ServerState.RUNNING && !instances.of(server).isReady();
      up &= !down;
      states.put(
          server.name(),
          server.state() == ServerState.PLACED ? "being made" : down ? "down" : "running");
    }
    return (up ? Health.up() : Health.down()).withDetail("servers", states).build();
  }
}
