package dev.meridian.messaging;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the broker is.
 *
 * @param bootstrapServers host:port, or several with commas between them
 */
@ConfigurationProperties("meridian.kafka")
public record KafkaSettings(String bootstrapServers) {

  /** The settings of a client, to be added to. */
  public Map<String, Object> client(String id) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, id);
    return settings;
  }
}
