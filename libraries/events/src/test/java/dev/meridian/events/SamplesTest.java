package dev.meridian.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class SamplesTest {

  private static final JsonMapper JSON = new JsonMapper();

  private final EventCodec codec = new EventCodec();

  static List<Sample> samples() {
    return Sample.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aSampleIsReadAndWrittenAgainAsItWas(Sample sample) {
    EventEnvelope read = codec.decode(sample.headerBytes(), sample.valueBytes());
    assertThat(JSON.readTree(codec.value(read.event()))).isEqualTo(sample.value());
    assertThat(texts(codec.headers(read))).containsExactlyEntriesOf(sample.headers());
    assertThat(codec.decode(codec.headers(read), codec.value(read.event()))).isEqualTo(read);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aSampleIsNamedAfterItsType(Sample sample) {
    assertThat(sample.name()).startsWith(sample.wireName());
    assertThat(sample.headers())
        .containsEntry("ce_subject", event(sample).subject())
        .containsEntry("content-type", "application/json");
  }

  @Test
  void everyTypeHasASample() {
    assertThat(samples().stream().map(Sample::wireName).collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(
            EventType.all().stream().map(EventType::wireName).toList());
  }

  @Test
  void everyVariantHasASample() {
    Set<String> seen = new HashSet<>();
    Set<String> all = new HashSet<>();
    for (Sample sample : samples()) {
      Class<?> record = EventType.named(sample.wireName()).orElseThrow().record();
      Shape.walk(
          record,
          sample.value(),
          (object, component) -> {
            if (component.getType().isSealed()) {
              String place = sample.wireName() + "." + component.getName() + ":";
              seen.add(place + object.get(component.getName()).get("kind").stringValue());
              Shape.variants(component.getType())
                  .forEach(variant -> all.add(place + variant.getSimpleName()));
            }
          });
    }
    assertThat(seen).isEqualTo(all).hasSize(11);
  }

  @Test
  void aSampleSaysWhatItsRecordSays() {
    Sample sample = Sample.named("restore.RestoreRequested.v1.PointInTime");
    EventEnvelope read = codec.decode(sample.headerBytes(), sample.valueBytes());
    assertThat(read)
        .isEqualTo(
            new EventEnvelope(
                UUID.fromString("b22869e8-d2f5-41f4-a776-8c66e4dfe34b"),
                URI.create("/meridian/restore-service"),
                Instant.parse("2026-11-22T11:03:12Z"),
                null,
                new RestoreEvent.RestoreRequested(
                    UUID.fromString("c4b8e6a1-93f2-4d7e-b0c5-6a1d8e2f7b33"),
                    UUID.fromString("0f9a1c52-7c1e-4a57-9d0e-5b1f0a7e2c11"),
                    new RestoreTarget.PointInTime(Instant.parse("2026-11-22T10:59:59Z")),
                    UUID.fromString("7d3f2b90-15d4-4c0b-8a63-2e9b4f6c8d22"),
                    "shop-1159",
                    null)));
    assertThat(read.type().topic()).isEqualTo(Topic.RESTORES);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void fieldsOfALaterVersionAreIgnored(Sample sample) {
    ObjectNode later = sample.value().deepCopy();
    addUnknownFields(EventType.named(sample.wireName()).orElseThrow().record(), later);
    assertThat(later).isNotEqualTo(sample.value());
    assertThat(codec.decode(sample.headerBytes(), Sample.bytes(later)).event())
        .isEqualTo(event(sample));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void whatMayBeNullMayAlsoBeMissing(Sample sample) {
    ObjectNode shorter = sample.value().deepCopy();
    Shape.walk(
        EventType.named(sample.wireName()).orElseThrow().record(),
        shorter,
        (object, component) -> {
          if (Shape.nullable(component) && object.get(component.getName()).isNull()) {
            object.remove(component.getName());
          }
        });
    assertThat(codec.decode(sample.headerBytes(), Sample.bytes(shorter)).event())
        .isEqualTo(event(sample));
  }

  private static void addUnknownFields(Class<?> record, ObjectNode value) {
    Set<ObjectNode> objects = new HashSet<>();
    Shape.walk(record, value, (object, _) -> objects.add(object));
    List.copyOf(objects)
        .forEach(object -> object.putObject("addedLater").put("by", "somebody").putNull("else"));
  }

  private Event event(Sample sample) {
    return codec.decode(sample.headerBytes(), sample.valueBytes()).event();
  }

  private static Map<String, String> texts(Map<String, byte[]> headers) {
    Map<String, String> texts = new LinkedHashMap<>();
    headers.forEach((name, value) -> texts.put(name, new String(value)));
    return texts;
  }
}
