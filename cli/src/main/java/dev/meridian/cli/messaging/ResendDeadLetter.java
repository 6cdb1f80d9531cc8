package dev.meridian.cli.messaging;

import dev.meridian.cli.api.Json;
import dev.meridian.cli.api.Session;
import dev.meridian.cli.terminal.Failure;
import dev.meridian.cli.terminal.Terminal;
import dev.meridian.events.Topic;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "resend",
    description = {
      "Sends a dead letter to its topic again.",
      "It keeps its id: a service that has handled it already does nothing. 'meridian events dead-letters' says where it lies."
    },
    footer = {"%nFor example:", "  meridian events resend meridian.servers 3 17"})
final class ResendDeadLetter implements Callable<Integer> {

  private static final Duration POLL = Duration.ofMillis(500);

  @Mixin private final Session session;

  @Parameters(
      index = "0",
      paramLabel = "TOPIC",
      description = "The topic that it was on, or its dead-letter topic.")
  private String topic = "";

  @Parameters(
      index = "1",
      paramLabel = "PARTITION",
      description = "The partition of the dead-letter topic.")
  private int partition;

  @Parameters(index = "2", paramLabel = "OFFSET", description = "The offset there.")
  private long offset;

  ResendDeadLetter(Terminal terminal) {
    this.session = new Session(terminal);
  }

  @Override
  public Integer call() {
    Topic original = Topics.ofDeadLetters(topic);
    Broker broker = new Broker(session.broker());
    ConsumerRecord<byte[], byte[]> letter =
        broker.read(consumer -> find(consumer, original.deadLetters()));
    ProducerRecord<byte[], byte[]> again =
        new ProducerRecord<>(original.wireName(), letter.key(), letter.value());
    EventJson.headers(letter)
        .forEach(
            (name, value) -> {
              if (!name.startsWith(ListDeadLetters.HEADER)) {
                again.headers().add(name, value);
              }
            });
    RecordMetadata sent = broker.send(again);
    ObjectNode answer =
        Json.object()
            .put("topic", sent.topic())
            .put("partition", sent.partition())
            .put("offset", sent.offset());
    session.show(
        answer,
        done ->
            session.tell(
                "Sent again: %s, partition %d, offset %d"
                    .formatted(sent.topic(), sent.partition(), sent.offset())));
    return 0;
  }

  private ConsumerRecord<byte[], byte[]> find(
      Consumer<byte[], byte[]> consumer, String deadLetters) {
    TopicPartition where = new TopicPartition(deadLetters, partition);
    if (Broker.partitions(consumer, List.of(deadLetters)).contains(where)) {
      consumer.assign(List.of(where));
      long first = consumer.beginningOffsets(List.of(where)).getOrDefault(where, 0L);
      long end = consumer.endOffsets(List.of(where)).getOrDefault(where, 0L);
      consumer.seek(where, offset);
      while (first <= offset && consumer.position(where) <= offset && offset < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (record.offset() == offset) {
            return record;
          }
        }
      }
    }
    throw new Failure(
        "dead-letter-not-found: %s has nothing in partition %d at offset %d"
            .formatted(deadLetters, partition, offset));
  }
}
