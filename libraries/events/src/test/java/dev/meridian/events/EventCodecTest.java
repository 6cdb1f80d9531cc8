package dev.meridian.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class EventCodecTest {

  private final EventCodec codec = new EventCodec();

  @Test
  void headersMayHaveHyphensAsSpringCloudStreamShowsThem() {
    Sample sample = Sample.named("server.ServerDropped.v1");
    Map<String, byte[]> hyphens = new HashMap<>();
    sample.headerBytes().forEach((name, value) -> hyphens.put(name.replace('_', '-'), value));
    assertThat(hyphens).containsKey("ce-causationid").doesNotContainKey("ce_id");
    assertThat(codec.decode(hyphens, sample.valueBytes()))
        .isEqualTo(codec.decode(sample.headerBytes(), sample.valueBytes()));
  }

  @Test
  void otherHeadersAreOfNoConcern() {
    Sample sample = Sample.named("server.ServerDropped.v1");
    Map<String, byte[]> more = sample.headerBytes();
    more.put("traceparent", new byte[] {0});
    more.remove("content-type");
    more.remove("ce_subject");
    assertThat(codec.decode(more, sample.valueBytes()))
        .isEqualTo(codec.decode(sample.headerBytes(), sample.valueBytes()));
  }

  @Test
  void anEventThatAnswersNoneHasNoCause() {
    Sample sample = Sample.named("server.ServerDropped.v1");
    EventEnvelope answer = codec.decode(sample.headerBytes(), sample.valueBytes());
    assertThat(answer.causationId()).isNotNull();
    EventEnvelope first =
        new EventEnvelope(answer.id(), answer.source(), answer.time(), null, answer.event());
    assertThat(codec.headers(first)).doesNotContainKey("ce_causationid");
    assertThat(codec.decode(codec.headers(first), codec.value(first.event()))).isEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T11:59:59+01:00, 2026-11-22T10:59:59Z",
    "2026-11-22T10:59:59Z, 2026-11-22T10:59:59Z",
    "2026-11-22T05:29:59.25-05:30, 2026-11-22T10:59:59.250Z",
    "2026-11-22T10:59:59.123456+00:00, 2026-11-22T10:59:59.123456Z"
  })
  void aTimeMayHaveAnyOffset(String written, Instant meant) {
    Sample sample = Sample.named("restore.RestoreRequested.v1.PointInTime");
    ObjectNode value = sample.value().deepCopy();
    ((ObjectNode) value.get("target")).put("at", written);
    Map<String, byte[]> headers = sample.headerBytes();
    headers.put("ce_time", written.getBytes(StandardCharsets.UTF_8));

    EventEnvelope read = codec.decode(headers, Sample.bytes(value));

    assertThat(read.time()).isEqualTo(meant);
    RestoreEvent.RestoreRequested requested = (RestoreEvent.RestoreRequested) read.event();
    assertThat(requested.target()).isEqualTo(new RestoreTarget.PointInTime(meant));
    assertThat(new String(codec.value(requested), StandardCharsets.UTF_8))
        .contains("\"at\":\"" + meant + "\"");
  }

  @Test
  void largeNumbersAndForeignLettersSurvive() {
    UUID id = UUID.randomUUID();
    Event event =
        new BackupEvent.BackupCompleted(
            id,
            id,
            BackupEvent.Reason.First,
            Instant.MAX,
            Instant.EPOCH,
            Integer.MAX_VALUE,
            "FFFFFFFF/FFFFFFFF",
            "größer — \"大\" \u0000😀",
            Long.MAX_VALUE,
            0);
    EventEnvelope envelope =
        new EventEnvelope(id, URI.create("urn:example:ä"), Instant.MAX, id, event);
    assertThat(codec.decode(codec.headers(envelope), codec.value(event))).isEqualTo(envelope);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev.meridian.restore.RestoreRequested.v2",
        "dev.meridian.restore.RestoreImagined.v1",
        "dev.meridian.events.RestoreEvent$RestoreRequested",
        "com.example.Other"
      })
  void aTypeOfALaterVersionIsUnknownNotMalformed(String type) {
    Sample sample = Sample.named("restore.RestoreRequested.v1.Latest");
    Map<String, byte[]> headers = sample.headerBytes();
    headers.put("ce_type", type.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> codec.decode(headers, "not even JSON".getBytes()))
        .isInstanceOf(UnknownEventType.class);
  }

  @Test
  void anUnknownTypeIsNamedUnlessItIsNoName() {
    assertThat(new UnknownEventType("dev.meridian.restore.Later.v1"))
        .hasMessageContaining("dev.meridian.restore.Later.v1");
    assertThat(new UnknownEventType("hunter2\nINFO all is well"))
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void everyTypeIsFoundByItsNameAndItsRecord() {
    for (EventType type : EventType.all()) {
      assertThat(EventType.named(type.wireName())).contains(type);
      assertThat(EventType.of(type.record())).isEqualTo(type);
      assertThat(type.wireName()).matches("dev\\.meridian\\.[a-z]+\\.[A-Za-z]+\\.v[1-9]");
    }
    assertThat(EventType.named("dev.meridian.restore.Later.v1")).isEmpty();
  }

  @Test
  void everyRecordThatIsAnEventHasAType() {
    assertThat(EventType.all().stream().map(EventType::record))
        .containsExactlyInAnyOrderElementsOf(Events.records(Event.class));
  }

  @Test
  void everyTopicIsFoundByItsName() {
    for (Topic topic : Topic.values()) {
      assertThat(Topic.named(topic.wireName())).contains(topic);
      assertThat(topic.deadLetters()).isEqualTo(topic.wireName() + ".dead-letters");
    }
    assertThat(Topic.named("meridian.nothing")).isEmpty();
  }
}
