package dev.meridian.messaging.inbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.messaging.Message;

/** One record of a batch, as the binder hands it over. */
record Delivery(String topic, Map<String, byte[]> headers, byte[] value) {

  static List<Delivery> of(Message<List<byte[]>> batch) {
    List<byte[]> values = batch.getPayload();
    List<?> topics = required(batch, KafkaHeaders.RECEIVED_TOPIC);
    List<?> headers = required(batch, KafkaHeaders.BATCH_CONVERTED_HEADERS);
    List<Delivery> deliveries = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      deliveries.add(
          new Delivery(
              String.valueOf(topics.get(i)), bytes((Map<?, ?>) headers.get(i)), values.get(i)));
    }
    return deliveries;
  }

  private static List<?> required(Message<?> batch, String name) {
    if (batch.getHeaders().get(name) instanceof List<?> values) {
      return values;
    }
    throw new IllegalStateException("The binder hands over no " + name + ": is batch mode on?");
  }

  private static Map<String, byte[]> bytes(Map<?, ?> headers) {
    Map<String, byte[]> result = new HashMap<>();
    headers.forEach(
        (name, value) -> {
          if (value instanceof byte[] bytes) {
            result.put(String.valueOf(name), bytes);
          }
        });
    return result;
  }
}
