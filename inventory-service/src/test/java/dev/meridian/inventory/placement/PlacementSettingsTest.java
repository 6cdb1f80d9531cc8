package dev.meridian.inventory.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class PlacementSettingsTest {

  @Test
  void aHostMayBeSilentForHalfAMinuteAndAServerWaitsForAMinute() {
    assertThat(bound(Map.of()))
        .isEqualTo(
            new PlacementSettings(
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofMinutes(5),
                Duration.ofMinutes(15)));
  }

  @Test
  void everySettingCanBeSet() {
    assertThat(
            bound(
                Map.of(
                    "meridian.inventory.placement.silence", "5s",
                    "meridian.inventory.placement.patience", "2m",
                    "meridian.inventory.placement.lost-after", "1h",
                    "meridian.inventory.placement.avoid-port-for", "2h")))
        .isEqualTo(
            new PlacementSettings(
                Duration.ofSeconds(5),
                Duration.ofMinutes(2),
                Duration.ofHours(1),
                Duration.ofHours(2)));
  }

  private static PlacementSettings bound(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("meridian.inventory.placement", PlacementSettings.class);
  }
}
