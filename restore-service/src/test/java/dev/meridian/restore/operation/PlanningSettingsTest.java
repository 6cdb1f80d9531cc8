package dev.meridian.restore.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class PlanningSettingsTest {

  @Test
  void anArchiveIsWaitedForForHalfAMinuteAndASourceForFiveSeconds() {
    assertThat(bound(Map.of()))
        .isEqualTo(new PlanningSettings(Duration.ofSeconds(30), Duration.ofSeconds(5)));
  }

  @Test
  void bothCanBeSet() {
    assertThat(
            bound(
                Map.of(
                    "meridian.restore-service.planning.patience", "1m",
                    "meridian.restore-service.planning.source-patience", "2s")))
        .isEqualTo(new PlanningSettings(Duration.ofMinutes(1), Duration.ofSeconds(2)));
  }

  private static PlanningSettings bound(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("meridian.restore-service.planning", PlanningSettings.class);
  }
}
