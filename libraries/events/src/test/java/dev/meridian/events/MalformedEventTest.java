package dev.meridian.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Every field of every sample is spoilt in every way, one at a time. */
class MalformedEventTest {

  private static final JsonMapper JSON = new JsonMapper();

  /** What stands in the place of a secret; no message may have it. */
  private static final String SECRET = "hunter2";

  private final EventCodec codec = new EventCodec();

  static List<Sample> samples() {
    return Sample.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aFieldThatIsMissingOrNullIsNamed(Sample sample) {
    forEachField(
        sample,
        (object, component) -> {
          if (Shape.nullable(component)) {
            return;
          }
          String name = component.getName();
          JsonNode value = object.remove(name);
          assertMalformed(sample).hasMessageContaining(name);
          object.putNull(name);
          assertMalformed(sample).hasMessageContaining(name);
          object.set(name, value);
        });
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aFieldOfAnotherTypeIsNamedAndNotQuoted(Sample sample) {
    forEachField(
        sample,
        (object, component) -> {
          JsonNode value = object.get(component.getName());
          for (String wrong : wrongFor(component)) {
            object.set(component.getName(), JSON.readTree(wrong));
            assertMalformed(sample).hasMessageContaining(component.getName());
          }
          object.set(component.getName(), value);
        });
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aListWithNothingInAPlaceIsMalformed(Sample sample) {
    forEachField(
        sample,
        (object, component) -> {
          if (object.get(component.getName()) instanceof ArrayNode list) {
            list.addNull();
            assertMalformed(sample)
                .hasMessageContaining(component.getName() + "[" + (list.size() - 1) + "]");
            list.remove(list.size() - 1);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aVariantThatIsUnknownOrMissingIsMalformed(Sample sample) {
    forEachField(
        sample,
        (object, component) -> {
          if (component.getType().isSealed()) {
            ObjectNode variant = (ObjectNode) object.get(component.getName());
            JsonNode kind = variant.remove("kind");
            assertMalformed(sample).hasMessageContaining(component.getName());
            variant.put("kind", SECRET);
            assertMalformed(sample).hasMessageContaining(component.getName());
            variant.set("kind", kind);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "5",
        "\"hunter2\"",
        "hunter2",
        "{\"restoreId\": \"hunter2",
        "{hunter2}",
        "{\"restoreId\": hunter2}",
        "<hunter2/>"
      })
  void aValueThatIsNoObjectIsMalformed(String value) {
    Sample sample = Sample.named("restore.RestoreRequested.v1.Latest");
    assertMalformed(sample.headerBytes(), value.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatFollowsTheObjectOrStandsTwiceInItIsMalformed() {
    Sample sample = Sample.named("server.ServerDropped.v1");
    String id = "\"serverId\":\"0f9a1c52-7c1e-4a57-9d0e-5b1f0a7e2c11\"";
    assertThat(codec.decode(sample.headerBytes(), utf8("{" + id + "}"))).isNotNull();
    assertMalformed(sample.headerBytes(), utf8("{" + id + "} {}"));
    assertMalformed(sample.headerBytes(), utf8("{" + id + "," + id + "}"));
  }

  @Test
  void bytesThatAreNoTextAreMalformed() {
    Sample sample = Sample.named("server.ServerDropped.v1");
    assertMalformed(sample.headerBytes(), new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, 0});
  }

  @Test
  void noValueIsMalformed() {
    Sample sample = Sample.named("server.ServerDropped.v1");
    assertMalformed(sample.headerBytes(), null).hasMessageContaining(sample.wireName());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ce_specversion", "ce_id", "ce_type", "ce_source", "ce_time"})
  void aHeaderThatIsMissingIsNamed(String name) {
    Sample sample = Sample.named("server.ServerDropped.v1");
    Map<String, byte[]> headers = sample.headerBytes();
    headers.remove(name);
    assertMalformed(headers, sample.valueBytes()).hasMessageContaining(name);
  }

  @ParameterizedTest
  @CsvSource({
    "ce_specversion, 0.3",
    "ce_specversion, hunter2",
    "ce_id, hunter2",
    "ce_id, 1-1-1-1-1",
    "ce_id, ''",
    "ce_causationid, hunter2",
    "ce_source, 'hunter2 %'",
    "ce_time, hunter2",
    "ce_time, 2026-11-22T11:59:59",
    "ce_time, 2026-11-22",
    "ce_time, 1795345199"
  })
  void aHeaderThatIsSomethingElseIsNamedAndNotQuoted(String name, String value) {
    Sample sample = Sample.named("server.ServerDropped.v1");
    Map<String, byte[]> headers = sample.headerBytes();
    headers.put(name, utf8(value));
    assertMalformed(headers, sample.valueBytes()).hasMessageContaining(name);
  }

  private void forEachField(Sample sample, Shape.Visitor visitor) {
    Class<?> record = EventType.named(sample.wireName()).orElseThrow().record();
    List<Runnable> visits = new ArrayList<>();
    Shape.walk(
        record,
        sample.value(),
        (object, component) -> visits.add(() -> visitor.visit(object, component)));
    visits.forEach(Runnable::run);
    assertThat(codec.decode(sample.headerBytes(), sample.valueBytes())).isNotNull();
  }

  private static List<String> wrongFor(RecordComponent component) {
    Class<?> type = component.getType();
    if (type == UUID.class) {
      return List.of("5", "\"hunter2\"", "\"1-1-1-1-1\"", "\"\"", "{}", "[]");
    }
    if (type == Instant.class) {
      return List.of(
          "1795345199",
          "1795345199.5",
          "\"1795345199\"",
          "\"2026-11-22T11:59:59\"",
          "\"2026-11-22T11:59:59 hunter2\"",
          "\"\"",
          "{}");
    }
    if (type == Duration.class) {
      return List.of("300", "300.5", "\"300\"", "\"5m\"", "\"PT5M hunter2\"", "\"\"", "{}", "[]");
    }
    if (type == String.class) {
      return List.of("5", "5.5", "true", "{\"hunter2\":1}", "[\"hunter2\"]");
    }
    if (type == int.class || type == Integer.class) {
      return List.of("\"5\"", "\"hunter2\"", "\"\"", "5.5", "true", "3000000000", "{}", "[5]");
    }
    if (type == long.class || type == Long.class) {
      return List.of("\"5\"", "\"hunter2\"", "5.5", "true", "9223372036854775808", "{}", "[5]");
    }
    if (type.isEnum()) {
      return List.of("\"hunter2\"", "\"\"", "0", "\"0\"", "{}", "\"local\"");
    }
    if (type == List.class) {
      return List.of("{}", "5", "\"hunter2\"", "\"\"", "[[]]", "[\"hunter2\"]");
    }
    if (type == RestoreOptions.class) {
      // All of it may be left out.
      return List.of("5", "\"hunter2\"", "\"\"", "[]", "true");
    }
    return type.isRecord() || type.isSealed()
        ? List.of("5", "\"hunter2\"", "\"\"", "[]", "{}", "true")
        : fail("No wrong values for " + type);
  }

  private AbstractThrowableAssert<?, ?> assertMalformed(Sample sample) {
    return assertMalformed(sample.headerBytes(), sample.valueBytes())
        .hasMessageContaining(sample.wireName());
  }

  private AbstractThrowableAssert<?, ?> assertMalformed(Map<String, byte[]> headers, byte[] value) {
    return assertThatThrownBy(() -> codec.decode(headers, value))
        .as(() -> value == null ? "null" : new String(value, StandardCharsets.UTF_8))
        .isInstanceOf(MalformedEvent.class)
        .hasNoCause()
        .hasMessageNotContaining(SECRET);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
