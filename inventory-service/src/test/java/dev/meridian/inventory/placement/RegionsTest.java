package dev.meridian.inventory.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.meridian.messaging.problem.Refused;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RegionsTest {

  private static final Region NORTH = new Region("north", "south");
  private static final Region SOUTH = new Region("south", null);

  private final Regions regions = new Regions(List.of(NORTH, SOUTH));

  @Test
  void anyRegionSuitsWhoeverAsksForNone() {
    assertThat(regions.suiting(null)).containsExactly(NORTH, SOUTH);
    assertThat(regions.suiting("south")).containsExactly(SOUTH);
  }

  @Test
  void anUnknownRegionIsRefusedWithThoseThatThereAre() {
    Refused refused = catchThrowableOfType(Refused.class, () -> regions.suiting("atlantis"));

    assertThat(refused.code()).isEqualTo("region-unknown");
    assertThat(refused.facts()).containsEntry("regions", List.of("north", "south"));
  }

  @Test
  void onlyAPairedRegionCopiesItsBackups() {
    assertThat(Regions.paired(List.of(NORTH, SOUTH))).containsExactly(NORTH);
    assertThatNoException().isThrownBy(() -> regions.requirePair("north"));
    assertThat(catchThrowableOfType(Refused.class, () -> regions.requirePair("south")).code())
        .isEqualTo("region-not-paired");
  }

  @Test
  void whereNoRegionIsNamedThatIsWhatIsSaid() {
    Refused refused =
        catchThrowableOfType(Refused.class, () -> new Regions(List.of()).suiting(null));

    assertThat(refused.code()).isEqualTo("no-region");
    assertThat(refused).hasMessageContaining("meridian.regions of inventory-service");
  }

  @Test
  void aRegionWithoutANameOrWithAPairThatIsNoRegionIsRefused() {
    Region unnamed = bound(Map.of("paired-with", "south"));

    assertThatThrownBy(() -> new Regions(List.of(NORTH, SOUTH, unnamed)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("MERIDIAN_REGIONS_2_NAME");
    assertThatThrownBy(() -> new Regions(List.of(NORTH)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("paired with south in meridian.regions")
        .hasMessageContaining("[north]");
  }

  private static Region bound(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bind(ConfigurationPropertyName.EMPTY, Bindable.of(Region.class))
        .get();
  }

  @Test
  void aRegionThatIsNoLongerKnownIsNotPaired() {
    assertThat(catchThrowableOfType(Refused.class, () -> regions.requirePair("atlantis")).code())
        .isEqualTo("region-not-paired");
  }
}
