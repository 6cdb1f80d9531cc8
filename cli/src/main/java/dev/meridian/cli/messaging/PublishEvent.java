package dev.meridian.cli.messaging;

import dev.meridian.cli.api.Json;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Failure;
import dev.meridian.cli.terminal.Terminal;
import dev.meridian.events.EventCodec;
import dev.meridian.events.EventEnvelope;
import dev.meridian.events.MalformedEvent;
import dev.meridian.events.UnknownEventType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "publish",
    description = {
      "Publishes an event, after checking that it is what its type says.",
      "The file holds {\"type\": \"dev.meridian.restore.RestoreRequested.v1\", \"data\": {...}} and may hold id (a UUID), time and source. All types are in docs/events.yaml."
    },
    footer = {
      "%nFor example:",
      "  meridian events publish request.json",
      "  generate-request | meridian events publish -"
    })
final class PublishEvent implements Callable<Integer> {

  private static final String STANDARD_INPUT = "-";

  @Mixin private final Session session;

  @Parameters(paramLabel = "FILE", description = "The event, or '-' for standard input.")
  private String file = "";

  private final EventCodec codec = new EventCodec();

  PublishEvent(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    EventEnvelope event = validated(read());
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            event.type().topic().wireName(),
            event.event().subject().getBytes(StandardCharsets.UTF_8),
            codec.value(event.event()));
    codec.headers(event).forEach((name, value) -> record.headers().add(name, value));
    RecordMetadata sent = new Broker(session.broker()).send(record);
    ObjectNode answer =
        Json.object()
            .put("topic", sent.topic())
            .put("partition", sent.partition())
            .put("offset", sent.offset())
            .put("id", event.id().toString())
            .put("type", event.type().wireName())
            .put("subject", event.event().subject());
    session.show(
        answer,
        done ->
            session.tell(
                "%s %s is on %s, partition %d, offset %d"
                    .formatted(
                        event.type().wireName(),
                        event.id(),
                        sent.topic(),
                        sent.partition(),
                        sent.offset())));
    return 0;
  }

  private JsonNode read() {
    try {
      JsonNode json =
          file.equals(STANDARD_INPUT)
              ? Json.MAPPER.readTree(session.terminal().in())
              : Json.MAPPER.readTree(Files.readAllBytes(Path.of(file)));
      if (!json.isObject() || !json.path("type").isString() || !json.path("data").isObject()) {
        throw new Failure(
            "event-malformed: expected a JSON object with 'type' (text) and 'data' (an object)");
      }
      return json;
    } catch (IOException e) {
      throw new Failure("file-unreadable: " + e);
    } catch (JacksonException e) {
      // Its message would quote the file.
      throw new Failure(
          "event-malformed: %s isn't JSON, at line %d"
              .formatted(file, e.getLocation() == null ? 0 : e.getLocation().getLineNr()));
    }
  }

  private EventEnvelope validated(JsonNode json) {
    Map<String, byte[]> headers = new LinkedHashMap<>();
    put(headers, "ce_specversion", "1.0");
    put(headers, "ce_type", json.path("type").asString());
    put(headers, "ce_id", json.path("id").asString(UUID.randomUUID().toString()));
    put(headers, "ce_source", json.path("source").asString("/meridian/cli"));
    put(headers, "ce_time", json.path("time").asString(Clock.systemUTC().instant().toString()));
    try {
      return codec.decode(headers, Json.MAPPER.writeValueAsBytes(json.path("data")));
    } catch (MalformedEvent e) {
      throw new Failure("event-malformed: " + e.getMessage());
    } catch (UnknownEventType e) {
      throw new Failure("event-type-unknown: " + e.getMessage() + "; see docs/events.yaml");
    }
  }

  private static void put(Map<String, byte[]> headers, String name, String value) {
    headers.put(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
