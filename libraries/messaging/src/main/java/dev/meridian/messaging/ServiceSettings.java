package dev.meridian.messaging;

import dev.meridian.events.Topic;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who a service is.
 *
 * @param name such as {@code backup-service}
 * @param schema of its tables, in the database of the services
 * @param group of Kafka consumers whose members share the events out; the name when it isn't set
 * @param topics whose events it reads, by their names on the broker
 */
@ConfigurationProperties("meridian.service")
public record ServiceSettings(
    String name, String schema, @Nullable String group, List<String> topics) {

  /** Checks that every topic is one of the contract's. */
  public ServiceSettings {
    for (String topic : topics) {
      if (Topic.named(topic).isEmpty()) {
        throw new IllegalArgumentException(
            "meridian.service.topics names %s; the topics are %s"
                .formatted(topic, List.of(Topic.values()).stream().map(Topic::wireName).toList()));
      }
    }
  }

  /** The consumer group. */
  public String consumerGroup() {
    return group == null ? name : group;
  }

  /** What its events name as their source. */
  public URI source() {
    return URI.create("/meridian/" + name);
  }
}
