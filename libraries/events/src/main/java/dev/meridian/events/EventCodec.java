package dev.meridian.events;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Events to bytes and back: CloudEvents 1.0 over Kafka in binary mode. Attributes are headers
 * ({@code ce_id}, {@code ce_type}, {@code ce_source}, {@code ce_subject}, {@code ce_time}, {@code
 * ce_specversion}, {@code ce_causationid}), the value is the event as JSON.
 *
 * <p>Fields that this version doesn't know are ignored; an enum's value that it doesn't know, a
 * field that is missing or of another type, or a time without an offset make an event malformed.
 * What is said of a malformed event never quotes its value or headers: they may be secrets.
 */
public final class EventCodec {

  private static final String SPEC_VERSION = "1.0";

  private final JsonMapper json = WireFormat.mapper();

  /** The event's headers, in the order of the CloudEvents specification. */
  public Map<String, byte[]> headers(EventEnvelope envelope) {
    Map<String, byte[]> headers = new LinkedHashMap<>();
    put(headers, "ce_specversion", SPEC_VERSION);
    put(headers, "ce_id", envelope.id());
    put(headers, "ce_type", envelope.type().wireName());
    put(headers, "ce_source", envelope.source());
    put(headers, "ce_subject", envelope.event().subject());
    put(headers, "ce_time", envelope.time());
    if (envelope.causationId() != null) {
      put(headers, "ce_causationid", envelope.causationId());
    }
    put(headers, "content-type", "application/json");
    return headers;
  }

  /** The event as JSON, in UTF-8. */
  public byte[] value(Event event) {
    return json.writeValueAsBytes(event);
  }

  /**
   * Reads an event.
   *
   * @param headers as they came; names may have '-' for '_', as Spring Cloud Stream shows them
   * @throws UnknownEventType when this version doesn't know the event's type: it is to be parked
   * @throws MalformedEvent when the event isn't what its type says: it is to be set aside
   */
  public EventEnvelope decode(Map<String, byte[]> headers, byte @Nullable [] value) {
    Attributes attributes = new Attributes(headers);
    String typeName = attributes.required("ce_type");
    EventType type = EventType.named(typeName).orElseThrow(() -> new UnknownEventType(typeName));
    attributes.requireSpecVersion();
    if (value == null) {
      throw new MalformedEvent(typeName + " has no value");
    }
    Event event = read(type, value);
    return new EventEnvelope(
        attributes.uuid("ce_id"),
        attributes.source(),
        attributes.time(),
        attributes.optional("ce_causationid") == null ? null : attributes.uuid("ce_causationid"),
        event);
  }

  private Event read(EventType type, byte[] value) {
    Event event;
    try {
      event = json.readValue(value, type.record());
    } catch (JacksonException e) {
      // The parser's own message quotes the value, and a value may be a secret by mistake.
      throw new MalformedEvent(
          "Not the JSON that docs/events.yaml describes, at " + path(type, e.getPath()));
    }
    if (event == null) {
      throw new MalformedEvent(type.wireName() + " is null");
    }
    RequiredFields.check(type.wireName(), event);
    return event;
  }

  private static String path(EventType type, List<JacksonException.Reference> references) {
    StringBuilder path = new StringBuilder(type.wireName());
    for (JacksonException.Reference reference : references) {
      if (reference.getPropertyName() != null) {
        path.append('.').append(reference.getPropertyName());
      } else if (reference.getIndex() >= 0) {
        path.append('[').append(reference.getIndex()).append(']');
      }
    }
    return path.toString();
  }

  private static void put(Map<String, byte[]> headers, String name, Object value) {
    headers.put(name, value.toString().getBytes(StandardCharsets.UTF_8));
  }

  private record Attributes(Map<String, byte[]> headers) {

    @Nullable String optional(String name) {
      byte[] value = headers.get(name);
      if (value == null) {
        value = headers.get(name.replace('_', '-'));
      }
      return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    String required(String name) {
      String value = optional(name);
      if (value == null) {
        throw new MalformedEvent("The header " + name + " is missing");
      }
      return value;
    }

    void requireSpecVersion() {
      if (!required("ce_specversion").equals(SPEC_VERSION)) {
        throw new MalformedEvent("ce_specversion isn't " + SPEC_VERSION);
      }
    }

    UUID uuid(String name) {
      return WireFormat.uuid(required(name))
          .orElseThrow(() -> new MalformedEvent(name + " isn't a UUID"));
    }

    URI source() {
      try {
        return URI.create(required("ce_source"));
      } catch (IllegalArgumentException _) {
        throw new MalformedEvent("ce_source isn't a URI reference");
      }
    }

    Instant time() {
      return WireFormat.instant(required("ce_time"))
          .orElseThrow(
              () ->
                  new MalformedEvent(
                      "ce_time isn't an ISO 8601 time with an offset, such as"
                          + " 2026-11-22T11:59:59+01:00"));
    }
  }
}
