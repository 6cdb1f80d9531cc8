package dev.meridian.host.restore;

import dev.meridian.host.provision.ProvisioningFailure;
import dev.meridian.regions.Regions;
import dev.meridian.repository.Repository;
import dev.meridian.security.fleet.FleetDirectory;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** The repositories of all regions; this host only reads them. */
@Component
class Repositories {

  private final Regions regions;

  Repositories(Environment environment, FleetDirectory fleet) {
    this.regions = Regions.of(environment, fleet::repositoryKeys);
  }

  /**
   * Opens a region's repository.
   *
   * @throws ProvisioningFailure when this host knows no such region
   */
  Repository of(String region) {
    if (regions.find(region).isEmpty()) {
      throw new ProvisioningFailure(
          "region-unknown",
          "This host knows no region %s, but %s: see meridian.regions"
              .formatted(region, regions.names()));
    }
    return regions.openToRead(region);
  }
}
