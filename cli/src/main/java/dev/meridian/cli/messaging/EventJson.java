package dev.meridian.cli.messaging;

import dev.meridian.cli.api.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** A record as one JSON object: where it lies, its CloudEvents attributes, its data. */
final class EventJson {

  private static final String ATTRIBUTE = "ce_";

  private EventJson() {}

  static ObjectNode of(ConsumerRecord<byte[], byte[]> event) {
    ObjectNode json =
        Json.object()
            .put("topic", event.topic())
            .put("partition", event.partition())
            .put("offset", event.offset());
    headers(event)
        .forEach(
            (name, value) -> {
              if (name.startsWith(ATTRIBUTE)) {
                json.put(name.substring(ATTRIBUTE.length()), text(value));
              } else if (name.startsWith(ListDeadLetters.HEADER)) {
                json.put(name.substring(ListDeadLetters.HEADER.length()), text(value));
              }
            });
    putData(json, event.value());
    return json;
  }

  static Map<String, byte[]> headers(ConsumerRecord<?, ?> event) {
    Map<String, byte[]> headers = new LinkedHashMap<>();
    for (Header header : event.headers()) {
      headers.put(header.key(), header.value() == null ? new byte[0] : header.value());
    }
    return headers;
  }

  /** What isn't JSON is shown in Base64, as CloudEvents' JSON format has it. */
  private static void putData(ObjectNode json, byte[] value) {
    if (value == null) {
      json.putNull("data");
      return;
    }
    try {
      json.set("data", Json.MAPPER.readTree(value));
    } catch (JacksonException e) {
      json.put("data_base64", Base64.getEncoder().encodeToString(value));
    }
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }
}
