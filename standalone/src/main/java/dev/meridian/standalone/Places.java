package dev.meridian.standalone;

import dev.meridian.regions.Region;
import dev.meridian.regions.RegionSettings;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.Environment;

/**
 * Which regions there are, and which one this machine's host is in, as settings of all services.
 */
final class Places {

  private static final String REGION = "local";

  /** Only its repository is here: on one machine, a pair of regions is a pair of directories. */
  private static final String PAIRED_REGION = "local-pair";

  private Places() {}

  /** Two directories, each the other's pair; the host is in the first. */
  static Map<String, Object> inside(DataDirectory home) {
    return Map.of(
        "meridian.regions[0].name", REGION,
        "meridian.regions[0].repository", home.repository(REGION).toString(),
        "meridian.regions[0].paired-with", PAIRED_REGION,
        "meridian.regions[1].name", PAIRED_REGION,
        "meridian.regions[1].repository", home.repository(PAIRED_REGION).toString(),
        "meridian.regions[1].paired-with", REGION,
        "meridian.postgres-host.region", REGION);
  }

  /**
   * The regions that an environment names, which the services read there themselves; the host is in
   * the first. Where it names none, those {@link #inside} the data directory.
   *
   * @throws StartupFailure when something is wrong with them; it says what
   */
  static Map<String, Object> of(Environment environment, DataDirectory home) {
    List<Region> named;
    try {
      named = RegionSettings.in(environment);
    } catch (IllegalArgumentException e) {
      throw new StartupFailure(String.valueOf(e.getMessage()));
    } catch (BindException e) {
      throw new StartupFailure(
          "The regions in the environment can't be understood",
          NestedExceptionUtils.getMostSpecificCause(e));
    }
    return named.isEmpty()
        ? inside(home)
        : Map.of("meridian.postgres-host.region", named.getFirst().name());
  }
}
