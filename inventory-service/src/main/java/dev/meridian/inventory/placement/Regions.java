package dev.meridian.inventory.placement;

import dev.meridian.messaging.problem.Refused;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The regions of this deployment. */
public final class Regions {

  private final List<Region> all;

  /**
   * Regions, in the order in which they are preferred where nobody asks for one.
   *
   * @throws IllegalArgumentException when one has no name, or is paired with none of them; it says
   *     which
   */
  public Regions(List<Region> all) {
    this.all = List.copyOf(all);
    for (int i = 0; i < all.size(); i++) {
      requireName(all.get(i).name(), i);
    }
    all.stream().filter(Region::isPaired).forEach(this::requireKnownPair);
  }

  // Settings are bound as far as they are there.
  private static void requireName(@Nullable String name, int index) {
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException(
          "meridian.regions[%1$d].name is missing (as an environment variable MERIDIAN_REGIONS_%1$d_NAME)"
              .formatted(index));
    }
  }

  private void requireKnownPair(Region region) {
    if (!names().contains(region.pairedWith()) || region.name().equals(region.pairedWith())) {
      throw new IllegalArgumentException(
          "Region %s is paired with %s in meridian.regions, which must be another one of %s"
              .formatted(region.name(), region.pairedWith(), names()));
    }
  }

  /**
   * The regions that a server can live in, most preferred first.
   *
   * @param asked the only one that will do; null if any will
   * @throws Refused {@code region-unknown}, or {@code no-region} where the deployment has none
   */
  List<Region> suiting(@Nullable String asked) {
    if (all.isEmpty()) {
      throw Refused.unavailable(
          "no-region",
          "This deployment names no region: set meridian.regions of inventory-service as of the"
              + " other services (MERIDIAN_REGIONS_0_NAME and so on), and start it again");
    }
    if (asked == null) {
      return all;
    }
    List<Region> found = all.stream().filter(region -> region.name().equals(asked)).toList();
    if (found.isEmpty()) {
      throw Refused.invalid(
              "region-unknown", "There is no region %s; there are %s".formatted(asked, names()))
          .field("region")
          .with("regions", names());
    }
    return found;
  }

  /**
   * The regions whose backups can be copied to another one.
   *
   * @throws Refused {@code region-not-paired} if none of these has a paired region
   */
  static List<Region> paired(List<Region> regions) {
    List<Region> paired = regions.stream().filter(Region::isPaired).toList();
    if (paired.isEmpty()) {
      throw Refused.invalid(
              "region-not-paired",
              "Geographically redundant backups need a region that is paired with another; ask for"
                  + " backup redundancy Local, or for another region")
          .field("pricingTier.backupRedundancy");
    }
    return paired;
  }

  /**
   * Makes sure that the backups of a server in this region can be copied to another one.
   *
   * @throws Refused {@code region-not-paired}
   */
  public void requirePair(String name) {
    paired(all.stream().filter(region -> region.name().equals(name)).toList());
  }

  private List<String> names() {
    return all.stream().map(Region::name).toList();
  }
}
