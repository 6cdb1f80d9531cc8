package dev.meridian.messaging.inbox;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * A record as it came from the broker, not decoded yet.
 *
 * @param headers the last one of each name
 * @param value the event's bytes
 */
public record Delivery(String topic, Map<String, byte[]> headers, byte[] value) {

  /**
   * Makes deliveries of whatever comes. It decodes nothing and so never fails: a record that fails
   * here would stop its partition for ever. Nor does it leave bytes to Spring Cloud Function, which
   * takes bytes for JSON, and drops what is none.
   */
  public static final class FromKafka implements Deserializer<Delivery> {

    @Override
    public Delivery deserialize(String topic, byte[] value) {
      return new Delivery(topic, Map.of(), value);
    }

    @Override
    public Delivery deserialize(String topic, Headers headers, byte[] value) {
      Map<String, byte[]> byName = new HashMap<>();
      headers.forEach(header -> byName.put(header.key(), header.value()));
      return new Delivery(topic, byName, value);
    }
  }
}
