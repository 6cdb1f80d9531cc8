package dev.meridian.cli.messaging;

import dev.meridian.cli.api.Json;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Table;
import dev.meridian.cli.terminal.Terminal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

@Command(
    name = "dead-letters",
    description = "Lists the events that a service couldn't handle, and why.",
    footer = {
      "%nFor example:",
      "  meridian events dead-letters",
      "  meridian events resend meridian.servers 3 17"
    })
final class ListDeadLetters implements Callable<Integer> {

  /** What the services add to the original headers begins with this. */
  static final String HEADER = "x-meridian-";

  private static final Duration POLL = Duration.ofMillis(500);

  @Mixin private final Session session;

  ListDeadLetters(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    ArrayNode letters = new Broker(session.broker()).read(ListDeadLetters::all);
    session.show(Json.object().set("deadLetters", letters), this::table);
    return 0;
  }

  private static ArrayNode all(Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions = Broker.partitions(consumer, Topics.deadLetters());
    ArrayNode letters = Json.MAPPER.createArrayNode();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(POLL)) {
        letters.add(EventJson.of(letter));
      }
    }
    return letters;
  }

  private void table(JsonNode answer) {
    Table table = new Table("TOPIC", "PARTITION", "OFFSET", "TIME", "TYPE", "GROUP", "REASON");
    for (JsonNode letter : answer.path("deadLetters")) {
      var shown = session.shown(letter);
      table.row(
          shown.text("/topic"),
          shown.text("/partition"),
          shown.text("/offset"),
          shown.time("/time"),
          shown.text("/type"),
          shown.text("/dead-letter-group"),
          shown.text("/dead-letter-reason"));
    }
    table.print(session.terminal().out());
  }
}
