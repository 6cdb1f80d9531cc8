package dev.meridian.cli.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.cli.MeridianCommand;
import dev.meridian.cli.api.Json;
import dev.meridian.cli.terminal.Terminal;
import dev.meridian.events.Topic;
import dev.meridian.testsupport.TestBroker;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The commands on events, on a real broker. */
class EventsIT {

  private static final String TYPE = "dev.meridian.backup.BackupRequested.v1";

  @TempDir Path directory;

  private record Run(int exit, String out, String err) {}

  @BeforeAll
  static void createTopics() {
    for (Topic topic : Topic.values()) {
      TestBroker.shared().createTopics(topic.wireName(), topic.deadLetters());
    }
  }

  @Test
  void whatIsPublishedIsSeenWithItsAttributes() throws Exception {
    UUID server = UUID.randomUUID();
    UUID id = UUID.randomUUID();
    Path file =
        event(
            """
            {"type":"%s","id":"%s","source":"/tests","time":"2026-11-22T11:59:59+01:00",
             "data":{"serverId":"%s","backupId":"%s","unknown":"field"}}
            """
                .formatted(TYPE, id, server, UUID.randomUUID()));

    Run published = run("events", "publish", file.toString(), "-o", "json");
    Run tailed = run("events", "tail", "--topic", "backups", "--from-beginning", "--limit", "1");

    assertThat(published.exit()).as(published.err()).isZero();
    JsonNode where = Json.MAPPER.readTree(published.out());
    assertThat(where.path("topic").asString()).isEqualTo("meridian.backups");
    assertThat(where.path("subject").asString()).isEqualTo(server.toString());
    assertThat(tailed.exit()).isZero();
    JsonNode seen = Json.MAPPER.readTree(tailed.out());
    assertThat(seen.path("id").asString()).isEqualTo(id.toString());
    assertThat(seen.path("type").asString()).isEqualTo(TYPE);
    assertThat(seen.path("source").asString()).isEqualTo("/tests");
    assertThat(seen.path("subject").asString()).isEqualTo(server.toString());
    assertThat(seen.path("time").asString()).isEqualTo("2026-11-22T10:59:59Z");
    assertThat(seen.path("data").path("serverId").asString()).isEqualTo(server.toString());
    assertThat(seen.path("data").has("unknown")).isFalse();
  }

  @Test
  void whatIsNotWhatItsTypeSaysIsNeverSent() throws Exception {
    Run incomplete =
        run("events", "publish", event("{\"type\":\"%s\",\"data\":{}}".formatted(TYPE)).toString());
    Run unknown = run("events", "publish", event("{\"type\":\"no.such\",\"data\":{}}").toString());
    Run noJson = run("events", "publish", event("password: hunter2").toString());
    Run noType = run("events", "publish", event("{\"data\":{}}").toString());

    assertThat(incomplete.exit()).isEqualTo(1);
    assertThat(incomplete.err()).contains("event-malformed").contains("serverId");
    assertThat(unknown.err()).contains("event-type-unknown").contains("no.such");
    assertThat(noJson.err()).contains("event-malformed").doesNotContain("hunter2");
    assertThat(noType.err()).contains("event-malformed").contains("'type'");
    assertThat(run("events", "publish", "/no/such/file").err()).contains("file-unreadable");
  }

  @Test
  void aDeadLetterIsListedAndSentAgainWithItsOwnId() throws Exception {
    String id = UUID.randomUUID().toString();
    RecordMetadata letter = setAside(id);

    Run listed = run("events", "dead-letters");
    Run resent =
        run(
            "events",
            "resend",
            "servers",
            String.valueOf(letter.partition()),
            String.valueOf(letter.offset()),
            "-o",
            "json");
    Run tailed =
        run("events", "tail", "--topic", "meridian.servers", "--from-beginning", "--limit", "1");

    assertThat(listed.out()).contains("meridian.servers.dead-letters").contains("it broke");
    assertThat(listed.out()).contains("inventory-service");
    assertThat(resent.exit()).as(resent.err()).isZero();
    JsonNode again = Json.MAPPER.readTree(tailed.out());
    assertThat(again.path("id").asString()).isEqualTo(id);
    assertThat(again.path("data").path("any").asString()).isEqualTo("thing");
    assertThat(again.has("dead-letter-reason")).isFalse();
  }

  @Test
  void aDeadLetterThatIsNotThereIsTold() {
    assertThat(run("events", "resend", "restores", "0", "17").err())
        .contains("dead-letter-not-found");
    assertThat(run("events", "resend", "restores", "99", "0").err())
        .contains("dead-letter-not-found");
    assertThat(run("events", "resend", "nothing", "0", "0").err()).contains("topic-unknown");
  }

  private static RecordMetadata setAside(String id) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", TestBroker.shared().bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      var record =
          new ProducerRecord<>(
              Topic.SERVERS.deadLetters(), bytes("key"), bytes("{\"any\":\"thing\"}"));
      record.headers().add("ce_id", bytes(id)).add("ce_type", bytes("some.type"));
      record.headers().add("x-meridian-dead-letter-reason", bytes("it broke"));
      record.headers().add("x-meridian-dead-letter-group", bytes("inventory-service"));
      return producer.send(record).get();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Path event(String json) throws Exception {
    return Files.writeString(Files.createTempFile(directory, "event", ".json"), json);
  }

  private static Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            new ByteArrayInputStream(new byte[0]),
            null,
            Map.of("MERIDIAN_KAFKA", TestBroker.shared().bootstrapServers()),
            ZoneId.of("UTC"));
    int exit = MeridianCommand.commandLine(terminal).execute(arguments);
    return new Run(exit, out.toString(), err.toString());
  }
}
