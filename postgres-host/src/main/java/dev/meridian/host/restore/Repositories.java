package dev.meridian.host.restore;

import dev.meridian.host.provision.ProvisioningFailure;
import dev.meridian.host.settings.HostSettings;
import dev.meridian.regions.Regions;
import dev.meridian.repository.Repository;
import dev.meridian.repository.store.Patience;
import dev.meridian.security.fleet.FleetDirectory;
import java.time.Duration;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** The repositories of all regions; this host only reads them. */
@Component
class Repositories {

  private final Regions regions;
  private final Duration patience;

  Repositories(Environment environment, FleetDirectory fleet, HostSettings settings) {
    this.patience = settings.repositoryPatience();
    this.regions = Regions.of(environment, fleet::repositoryKeys);
  }

  /**
   * How long a restore waits while its repository can't be reached.
   *
   * @param waiting is told again and again while it does
   */
  Patience patience(Runnable waiting) {
    return new Patience(patience, waiting);
  }

  /**
   * Opens a region's repository.
   *
   * @throws ProvisioningFailure when this host knows no such region
   */
  Repository of(String region, Patience patience) {
    if (regions.find(region).isEmpty()) {
      throw new ProvisioningFailure(
          "region-unknown",
          "This host knows no region %s, but %s: see meridian.regions"
              .formatted(region, regions.names()));
    }
    return patience.of(() -> regions.openToRead(region, patience));
  }
}
