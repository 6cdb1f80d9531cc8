package dev.meridian.kafka.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BrokerSettingsTest {

  private static final BrokerSettings PLAIN = BrokerSettings.of(Path.of("/srv/broker"), 9092, 9093);

  @Test
  void everyListenerIsOnTheLoopbackInterface() {
    assertThat(PLAIN.brokerProperties())
        .containsEntry("listeners", "BROKER://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093")
        .containsEntry("advertised.listeners", "BROKER://127.0.0.1:9092");
  }

  @Test
  void topicsAreNotCreatedByUse() {
    assertThat(PLAIN.brokerProperties()).containsEntry("auto.create.topics.enable", "false");
  }

  @Test
  void propertiesThatAreGivenWin() {
    var settings =
        new BrokerSettings(PLAIN.directory(), 9092, 9093, Map.of("num.io.threads", "8"), List.of());

    assertThat(settings.brokerProperties()).containsEntry("num.io.threads", "8");
  }
}
