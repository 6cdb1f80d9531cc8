package dev.meridian.regions;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** The settings {@code meridian.regions[n].*}: one region each, the preferred one first. */
public final class RegionSettings {

  private RegionSettings() {}

  /**
   * The regions that an environment names; none where it names none.
   *
   * @throws IllegalArgumentException when one lacks its name or its repository, has the name of
   *     another, or is paired with none of them; it says which
   */
  public static List<Region> in(Environment environment) {
    List<Region> regions =
        Binder.get(environment)
            .bind("meridian.regions", Bindable.listOf(Region.class))
            .orElse(List.of());
    Set<String> names = new HashSet<>();
    for (int i = 0; i < regions.size(); i++) {
      Region region = regions.get(i);
      require(region.name(), i, "name");
      require(region.repository(), i, "repository");
      if (!names.add(region.name())) {
        throw new IllegalArgumentException(
            "meridian.regions names %s twice; each region has a name of its own"
                .formatted(region.name()));
      }
    }
    regions.forEach(region -> requirePair(region, names));
    return regions;
  }

  // Settings are bound as far as they are there.
  private static void require(@Nullable String value, int index, String setting) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(
          "meridian.regions[%1$d].%2$s is missing (as an environment variable MERIDIAN_REGIONS_%1$d_%3$s)"
              .formatted(index, setting, setting.toUpperCase(Locale.ROOT)));
    }
  }

  private static void requirePair(Region region, Set<String> names) {
    String pair = region.pairedWith();
    if (pair != null && (!names.contains(pair) || pair.equals(region.name()))) {
      throw new IllegalArgumentException(
          "Region %s is paired with %s in meridian.regions, which must be another one of %s"
              .formatted(region.name(), pair, names.stream().sorted().toList()));
    }
  }
}
