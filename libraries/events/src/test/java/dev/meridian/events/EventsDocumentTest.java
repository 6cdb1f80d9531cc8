package dev.meridian.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** docs/events.yaml says what the records say, no more and no less. */
class EventsDocumentTest {

  private static final JsonNode DOCUMENT = new YAMLMapper().readTree(document());

  static List<EventType> types() {
    return EventType.all();
  }

  @ParameterizedTest
  @EnumSource
  void aChannelIsDeclaredLikeItsTopic(Topic topic) {
    JsonNode channel = channel(topic.wireName());
    assertKafka(
        channel,
        topic.wireName(),
        topic.partitions(),
        topic.compacted() ? "compact" : "delete",
        topic.retention().map(Duration::toMillis).orElse(-1L));
    assertThat(channel.get("messages").propertyNames())
        .containsExactlyElementsOf(
            types().stream()
                .filter(type -> type.topic() == topic)
                .map(EventsDocumentTest::title)
                .toList());
    channel
        .get("messages")
        .properties()
        .forEach(
            message ->
                assertThat(message.getValue().get("$ref").stringValue())
                    .isEqualTo("#/components/messages/" + message.getKey()));
  }

  @ParameterizedTest
  @EnumSource
  void everyChannelHasItsDeadLetters(Topic topic) {
    assertKafka(
        channel(topic.deadLetters()),
        topic.deadLetters(),
        topic.partitions(),
        "delete",
        Topic.deadLetterRetention().toMillis());
  }

  @Test
  void thereAreNoOtherChannels() {
    List<String> topics = new ArrayList<>();
    for (Topic topic : Topic.values()) {
      topics.add(topic.wireName());
      topics.add(topic.deadLetters());
    }
    assertThat(addresses()).containsExactlyInAnyOrderElementsOf(topics);
  }

  @Test
  void everyTypeIsAMessageAndThereAreNoOthers() {
    List<String> names = new ArrayList<>(types().stream().map(EventsDocumentTest::title).toList());
    names.add("DeadLetter");
    assertThat(DOCUMENT.at("/components/messages").propertyNames())
        .containsExactlyInAnyOrderElementsOf(names);
  }

  @ParameterizedTest
  @MethodSource("types")
  void aMessageHasTheNameAndTheHeadersOfItsType(EventType type) {
    JsonNode message = message(type);
    assertThat(message.get("name").stringValue()).isEqualTo(type.wireName());
    assertThat(message.get("description").stringValue()).contains("Published by");
    assertThat(message.get("contentType").stringValue()).isEqualTo("application/json");
    assertThat(message.at("/headers/allOf/0/$ref").stringValue())
        .isEqualTo("#/components/schemas/CloudEventHeaders");
    assertThat(message.at("/headers/allOf/1/properties/ce_type/const").stringValue())
        .isEqualTo(type.wireName());
  }

  @ParameterizedTest
  @MethodSource("types")
  void aMessagesPayloadIsItsRecord(EventType type) {
    assertSchemaOf(type.record(), resolve(message(type).get("payload")), title(type));
  }

  @ParameterizedTest
  @MethodSource("types")
  void aMessagesExamplesAreTheGoldenSamples(EventType type) {
    Map<String, JsonNode> payloads = new TreeMap<>();
    Map<String, Map<String, String>> headers = new TreeMap<>();
    for (JsonNode example : message(type).get("examples")) {
      String variant = example.get("name").stringValue();
      String name = type.wireName() + (variant.equals(title(type)) ? "" : "." + variant);
      payloads.put(name, example.get("payload"));
      Map<String, String> texts = new TreeMap<>();
      example
          .get("headers")
          .properties()
          .forEach(header -> texts.put(header.getKey(), header.getValue().stringValue()));
      headers.put(name, texts);
    }
    Map<String, JsonNode> samples = new TreeMap<>();
    Map<String, Map<String, String>> sampleHeaders = new TreeMap<>();
    for (Sample sample : Sample.all()) {
      if (sample.wireName().equals(type.wireName())) {
        samples.put(sample.name(), sample.value());
        sampleHeaders.put(sample.name(), sample.headers());
      }
    }
    assertThat(payloads).isEqualTo(samples);
    assertThat(headers).isEqualTo(sampleHeaders);
  }

  @Test
  void theHeadersAreThoseThatTheCodecWrites() {
    JsonNode headers = DOCUMENT.at("/components/schemas/CloudEventHeaders");
    assertThat(headers.get("properties").propertyNames())
        .containsExactlyInAnyOrderElementsOf(
            Sample.named("server.ServerDropped.v1").headers().keySet());
    assertThat(texts(headers.get("required")))
        .containsExactlyInAnyOrder("ce_specversion", "ce_id", "ce_type", "ce_source", "ce_time");
  }

  @Test
  void itSaysHowAnotherSystemAsksForARestore() {
    assertThat(DOCUMENT.at("/info/description").stringValue())
        .contains("Publishing RestoreRequested")
        .contains(EventType.of(RestoreEvent.RestoreRequested.class).wireName())
        .contains("-t " + Topic.RESTORES.wireName());
  }

  private static void assertSchemaOf(Class<?> record, JsonNode schema, String path) {
    List<String> required = new ArrayList<>();
    List<String> names = new ArrayList<>();
    if (schema.at("/properties/kind/const").isString()) {
      assertThat(schema.at("/properties/kind/const").stringValue())
          .isEqualTo(record.getSimpleName());
      names.add("kind");
      required.add("kind");
    }
    for (RecordComponent component : record.getRecordComponents()) {
      names.add(component.getName());
      if (!Shape.nullable(component)) {
        required.add(component.getName());
      }
    }
    assertThat(schema.path("type").stringValue()).as(path).isEqualTo("object");
    assertThat(schema.path("description").stringValue()).as(path).isNotBlank();
    assertThat(schema.get("properties").propertyNames()).as(path).containsExactlyElementsOf(names);
    assertThat(texts(schema.path("required"))).as(path).containsExactlyElementsOf(required);
    for (RecordComponent component : record.getRecordComponents()) {
      JsonNode property = schema.get("properties").get(component.getName());
      assertProperty(component, property, path + "." + component.getName());
    }
  }

  private static void assertProperty(RecordComponent component, JsonNode property, String path) {
    assertThat(property.path("description").stringValue()).as(path).isNotBlank();
    assertThat(texts(property.path("type")).contains("null"))
        .as(path + " may be null")
        .isEqualTo(Shape.nullable(component));
    if (component.getType() == List.class) {
      assertThat(texts(property.get("type")).getFirst()).as(path).isEqualTo("array");
      assertType(Shape.elementType(component), resolve(property.get("items")), path + "[]");
    } else {
      assertType(component.getType(), resolve(property), path);
    }
  }

  private static void assertType(Class<?> type, JsonNode schema, String path) {
    if (type.isRecord()) {
      assertSchemaOf(type, schema, path);
    } else if (type.isSealed()) {
      assertVariants(type, schema, path);
    } else if (type.isEnum()) {
      assertThat(texts(schema.path("enum")))
          .as(path)
          .containsExactlyElementsOf(
              Arrays.stream(type.getEnumConstants()).map(Object::toString).toList());
    } else {
      String expected =
          switch (type.getSimpleName()) {
            case "UUID" -> "string/uuid";
            case "Instant" -> "string/date-time";
            case "Duration" -> "string/duration";
            case "String" -> "string/";
            case "int", "Integer" -> "integer/int32";
            case "long", "Long" -> "integer/int64";
            default -> fail("No JSON type for " + type);
          };
      String actual =
          texts(schema.path("type")).getFirst() + "/" + schema.path("format").stringValue("");
      assertThat(actual).as(path).isEqualTo(expected);
    }
  }

  private static void assertVariants(Class<?> type, JsonNode schema, String path) {
    List<Class<?>> variants = Shape.variants(type);
    assertThat(schema.get("discriminator").stringValue()).as(path).isEqualTo("kind");
    assertThat(texts(schema.at("/properties/kind/enum")))
        .as(path)
        .containsExactlyElementsOf(variants.stream().map(Class::getSimpleName).toList());
    assertThat(schema.get("oneOf").size()).as(path).isEqualTo(variants.size());
    for (int i = 0; i < variants.size(); i++) {
      assertSchemaOf(variants.get(i), resolve(schema.get("oneOf").get(i)), path + ":" + i);
    }
  }

  private static void assertKafka(
      JsonNode channel, String topic, int partitions, String cleanup, long retention) {
    JsonNode kafka = channel.at("/bindings/kafka");
    assertThat(kafka.get("topic").stringValue()).isEqualTo(topic);
    assertThat(kafka.get("partitions").intValue()).isEqualTo(partitions);
    JsonNode settings = kafka.get("topicConfiguration");
    assertThat(texts(settings.get("cleanup.policy"))).containsExactly(cleanup);
    assertThat(settings.get("retention.ms").longValue()).isEqualTo(retention);
  }

  /** A schema itself, where a reference to it stands, alone or in allOf. */
  private static JsonNode resolve(JsonNode schema) {
    JsonNode reference =
        schema.has("allOf") ? schema.get("allOf").get(0).path("$ref") : schema.path("$ref");
    if (!reference.isString()) {
      return schema;
    }
    JsonNode target = DOCUMENT.at(reference.stringValue().substring(1));
    assertThat(target.isObject()).as(reference.stringValue()).isTrue();
    return target;
  }

  private static JsonNode message(EventType type) {
    return DOCUMENT.at("/components/messages").get(title(type));
  }

  private static JsonNode channel(String address) {
    return DOCUMENT.get("channels").values().stream()
        .filter(channel -> channel.get("address").stringValue().equals(address))
        .findFirst()
        .orElseGet(() -> fail("No channel " + address));
  }

  private static Collection<String> addresses() {
    return new TreeSet<>(
        DOCUMENT.get("channels").values().stream()
            .map(channel -> channel.get("address").stringValue())
            .toList());
  }

  private static String title(EventType type) {
    return type.record().getSimpleName();
  }

  private static List<String> texts(JsonNode node) {
    if (node.isString()) {
      return List.of(node.stringValue());
    }
    return node.values().stream().map(JsonNode::stringValue).toList();
  }

  private static String document() {
    Path here = Path.of("").toAbsolutePath();
    for (Path folder = here; folder != null; folder = folder.getParent()) {
      Path file = folder.resolve("docs/events.yaml");
      if (Files.exists(file)) {
        try {
          return Files.readString(file);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    throw new IllegalStateException("No docs/events.yaml above " + here);
  }
}
