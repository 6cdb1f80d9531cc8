package dev.meridian.regions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class RegionSettingsTest {

  private static final Map<String, Object> TWO_REGIONS =
      Map.of(
          "MERIDIAN_REGIONS_0_NAME", "south",
          "MERIDIAN_REGIONS_0_REPOSITORY", "s3://bucket/south",
          "MERIDIAN_REGIONS_0_STORE_ENDPOINT", "http://localhost:1",
          "MERIDIAN_REGIONS_0_PAIREDWITH", "north",
          "MERIDIAN_REGIONS_1_NAME", "north",
          "MERIDIAN_REGIONS_1_REPOSITORY", "/srv/north",
          "MERIDIAN_REGIONS_1_PAIREDWITH", "");

  @Test
  void variablesNameRegionsThePreferredOneFirst() {
    var regions = RegionSettings.in(environment(TWO_REGIONS));

    assertThat(regions).extracting(Region::name).containsExactly("south", "north");
    assertThat(regions.getFirst().pairedWith()).isEqualTo("north");
    assertThat(regions.getFirst().isInObjectStore()).isTrue();
    assertThat(regions.getLast().pairedWith()).isNull();
    assertThat(RegionSettings.in(environment(Map.of()))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MERIDIAN_REGIONS_1_NAME | | MERIDIAN_REGIONS_1_NAME",
        "MERIDIAN_REGIONS_0_REPOSITORY | | MERIDIAN_REGIONS_0_REPOSITORY",
        "MERIDIAN_REGIONS_1_NAME | south | names south twice",
        "MERIDIAN_REGIONS_0_PAIREDWITH | west | paired with west in meridian.regions, which must be another one of [north, south]",
        "MERIDIAN_REGIONS_0_PAIREDWITH | south | paired with south",
        "MERIDIAN_REGIONS_0_PAIRED_WITH | north | (as an environment variable MERIDIAN_REGIONS_0_PAIRED_WITH); a region has name, repository, pairedwith",
        "MERIDIAN_REGIONS_1_STORE_ENDPIONT | http://localhost:1 | There is no setting meridian.regions[1].store.endpiont (as an environment variable MERIDIAN_REGIONS_1_STORE_ENDPIONT)"
      })
  void aRegionThatLacksSomethingIsRefusedWithWhatItLacks(
      String variable, String value, String message) {
    Map<String, Object> variables = new HashMap<>(TWO_REGIONS);
    variables.remove(variable);
    if (value != null) {
      variables.put(variable, value);
    }

    assertThatThrownBy(() -> RegionSettings.in(environment(variables)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static StandardEnvironment environment(Map<String, Object> variables) {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .replace(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
    return environment;
  }
}
