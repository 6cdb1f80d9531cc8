package dev.meridian.inventory.http;

import dev.meridian.inventory.placement.Host;
import dev.meridian.inventory.placement.WatchHosts;
import java.time.Instant;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The machines that run servers. */
@RestController
class HostsController {

  private final WatchHosts watchHosts;

  HostsController(WatchHosts watchHosts) {
    this.watchHosts = watchHosts;
  }

  record HostList(List<HostView> hosts) {}

  /**
   * A host as it is shown.
   *
   * @param servers how many have a place on it
   * @param living whether it has reported lately
   */
  record HostView(
      String id,
      String region,
      String address,
      int vCores,
      long memoryBytes,
      long freeStorageBytes,
      List<Integer> postgresVersions,
      int firstPort,
      int portCount,
      long servers,
      boolean living,
      Instant reportedAt) {}

  @GetMapping("/v1/hosts")
  HostList list() {
    return new HostList(watchHosts.all().stream().map(HostsController::view).toList());
  }

  private static HostView view(WatchHosts.Watched watched) {
    Host host = watched.host();
    return new HostView(
        host.id(),
        host.region(),
        host.address(),
        host.vCores(),
        host.memoryBytes(),
        host.freeStorageBytes(),
        host.postgresVersions(),
        host.firstPort(),
        host.portCount(),
        watched.servers(),
        watched.living(),
        host.reportedAt());
  }
}
