package dev.meridian.regions;

import static java.util.stream.Collectors.joining;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

/** The settings {@code meridian.regions[n].*}: one region each, the preferred one first. */
public final class RegionSettings {

  private static final ConfigurationPropertyName ALL =
      ConfigurationPropertyName.of("meridian.regions");

  /** Of a name such as {@code meridian.regions[0].store.endpoint}: before what a region has. */
  private static final int PREFIX = 3;

  private static final List<String> KNOWN =
      List.of(
          "name",
          "repository",
          "pairedwith",
          "store.endpoint",
          "store.region",
          "store.profile",
          "store.timeout");

  private RegionSettings() {}

  /**
   * The regions that an environment names; none where it names none.
   *
   * @throws IllegalArgumentException when one lacks its name or its repository, has the name of
   *     another, is paired with none of them, or has a setting that there isn't; it says which
   */
  public static List<Region> in(Environment environment) {
    requireKnown(environment);
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

  /** A misspelt setting would leave a region without what it should have set. */
  private static void requireKnown(Environment environment) {
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      if (source instanceof IterableConfigurationPropertySource names) {
        names.stream()
            .filter(name -> ALL.isAncestorOf(name) && !KNOWN.contains(setting(name)))
            .findFirst()
            .ifPresent(
                name -> {
                  throw new IllegalArgumentException(
                      "There is no setting %s (as an environment variable %s); a region has %s"
                          .formatted(name, variable(name), String.join(", ", KNOWN)));
                });
      }
    }
  }

  private static String setting(ConfigurationPropertyName name) {
    return IntStream.range(PREFIX, name.getNumberOfElements())
        .mapToObj(place -> name.getElement(place, Form.UNIFORM))
        .collect(joining("."));
  }

  private static String variable(ConfigurationPropertyName name) {
    return IntStream.range(0, name.getNumberOfElements())
        .mapToObj(place -> name.getElement(place, Form.UNIFORM).toUpperCase(Locale.ROOT))
        .collect(joining("_"));
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
