package dev.meridian.host.restore;

import dev.meridian.host.provision.ProvisioningFailure;
import dev.meridian.repository.Repository;
import dev.meridian.repository.objectstore.Stores;
import dev.meridian.repository.sealing.RepositoryKey;
import dev.meridian.security.fleet.FleetDirectory;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** The repositories of all regions; this host only reads them. */
@Component
class Repositories {

  private final List<Region> regions;
  private final @Nullable String variable;
  private final FleetDirectory fleet;

  Repositories(Environment environment, FleetDirectory fleet) {
    this.regions =
        Binder.get(environment)
            .bind("meridian.regions", Bindable.listOf(Region.class))
            .orElse(List.of());
    this.variable = environment.getProperty(RepositoryKey.VARIABLE);
    this.fleet = fleet;
  }

  /**
   * Opens a region's repository.
   *
   * @throws ProvisioningFailure when this host knows no such region
   */
  Repository of(String region) {
    Region found =
        regions.stream()
            .filter(known -> known.name().equals(region))
            .findFirst()
            .orElseThrow(
                () ->
                    new ProvisioningFailure(
                        "region-unknown",
                        "This host knows no region %s, but %s: see meridian.regions"
                            .formatted(region, regions.stream().map(Region::name).toList())));
    return Repository.open(
        Stores.openToRead(found.repository(), found.settings()),
        RepositoryKey.of(variable, fleet::repositoryKeys));
  }
}
