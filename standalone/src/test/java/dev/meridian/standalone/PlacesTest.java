package dev.meridian.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.meridian.regions.Region;
import dev.meridian.regions.RegionSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class PlacesTest {

  @TempDir Path directory;
  private DataDirectory home;

  @BeforeEach
  void takeTheDirectory() {
    home = DataDirectory.take(directory);
  }

  @AfterEach
  void leaveTheDirectory() throws IOException {
    home.close();
  }

  @Test
  void regionsOfTheEnvironmentAreWhereBackupsAreKept() {
    StandardEnvironment environment =
        environment(
            Map.of(
                "MERIDIAN_REGIONS_0_NAME", "north",
                "MERIDIAN_REGIONS_0_REPOSITORY", "s3://bucket/north"));

    Map<String, Object> settings = Places.of(environment, home);

    assertThat(settings).containsEntry("meridian.postgres-host.region", "north");
    assertThat(asAServiceReadsThem(environment, settings))
        .extracting(Region::repository)
        .containsExactly("s3://bucket/north");
  }

  @Test
  void withoutThemThereAreTwoInTheDataDirectoryWhichAreAPair() {
    StandardEnvironment environment = environment(Map.of());

    Map<String, Object> settings = Places.of(environment, home);

    assertThat(settings).containsEntry("meridian.postgres-host.region", "local");
    assertThat(asAServiceReadsThem(environment, settings))
        .extracting(Region::name, Region::repository, Region::pairedWith)
        .containsExactly(
            tuple("local", home.repository("local").toString(), "local-pair"),
            tuple("local-pair", home.repository("local-pair").toString(), "local"));
  }

  @Test
  void aTemporaryOnesRegionsAreInItsDirectoryWhateverTheEnvironmentSays() {
    StandardEnvironment environment =
        environment(
            Map.of(
                "MERIDIAN_REGIONS_0_NAME", "north",
                "MERIDIAN_REGIONS_0_REPOSITORY", "s3://bucket/north"));

    assertThat(asAServiceReadsThem(environment, Places.inside(home)))
        .extracting(Region::name)
        .containsExactly("local", "local-pair");
  }

  @Test
  void whatIsWrongWithARegionIsSaidBeforeAnythingStarts() {
    StandardEnvironment incomplete =
        environment(Map.of("MERIDIAN_REGIONS_0_REPOSITORY", "s3://bucket/north"));
    StandardEnvironment withAGap =
        environment(Map.of("MERIDIAN_REGIONS_1_REPOSITORY", "s3://bucket/north"));

    assertThatThrownBy(() -> Places.of(incomplete, home))
        .isInstanceOf(StartupFailure.class)
        .hasMessageContaining("MERIDIAN_REGIONS_0_NAME");
    assertThatThrownBy(() -> Places.of(withAGap, home))
        .isInstanceOf(StartupFailure.class)
        .satisfies(
            failure ->
                assertThat(UpCommand.explained(failure))
                    .contains("meridian.regions[1].repository"));
  }

  /** On its command line, nothing overrides the settings. */
  private static List<Region> asAServiceReadsThem(
      StandardEnvironment environment, Map<String, Object> settings) {
    environment.getPropertySources().addFirst(new MapPropertySource("commandLine", settings));
    return RegionSettings.in(environment);
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
