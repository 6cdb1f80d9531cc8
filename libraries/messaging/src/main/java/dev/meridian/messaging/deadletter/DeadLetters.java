package dev.meridian.messaging.deadletter;

import dev.meridian.events.Topic;
import dev.meridian.messaging.KafkaSettings;
import dev.meridian.messaging.ServiceSettings;
import dev.meridian.messaging.inbox.Inbox;
import dev.meridian.messaging.problem.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.KafkaOperations;

/** The events that a service could not handle, read from the broker itself. */
public final class DeadLetters {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ServiceSettings service;
  private final KafkaSettings kafka;
  private final KafkaOperations<byte[], Object> sender;
  private final Inbox inbox;

  /** Those of one service. */
  public DeadLetters(
      ServiceSettings service,
      KafkaSettings kafka,
      KafkaOperations<byte[], Object> sender,
      Inbox inbox) {
    this.service = service;
    this.kafka = kafka;
    this.sender = sender;
    this.inbox = inbox;
  }

  /** All that the broker still keeps, oldest first within a partition. */
  public List<DeadLetter> list() {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> partitions =
          service.topics().stream()
              .map(name -> Topic.named(name).orElseThrow().deadLetters())
              .flatMap(topic -> consumer.partitionsFor(topic, PATIENCE).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      readAll(consumer, partitions, records);
    }
    Set<UUID> handled =
        inbox.known(records.stream().map(DeadLetters::id).flatMap(Optional::stream).toList());
    return records.stream()
        .map(record -> deadLetter(record, id(record).map(handled::contains).orElse(false)))
        .toList();
  }

  /**
   * Sends one again, to the topic where it was published first. Whoever has handled it already
   * passes over it by its id; this service tries it anew.
   *
   * @param topic where it was published first
   */
  public void resend(String topic, int partition, long offset) {
    Topic origin =
        Topic.named(topic)
            .orElseThrow(() -> Refused.notFound("topic-unknown", "There is no topic " + topic));
    ConsumerRecord<byte[], byte[]> record = read(origin, partition, offset);
    ProducerRecord<byte[], Object> again =
        new ProducerRecord<>(
            topic, null, record.key(), record.value(), withoutOurs(record.headers()));
    try {
      sender.send(again).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw Refused.unavailable(
          "broker-unavailable", "The broker did not take the event; try again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refused.unavailable("interrupted", "The service is stopping; try again");
    }
  }

  private ConsumerRecord<byte[], byte[]> read(Topic origin, int partition, long offset) {
    TopicPartition place = new TopicPartition(origin.deadLetters(), partition);
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      boolean there =
          consumer.partitionsFor(place.topic(), PATIENCE).stream()
                  .anyMatch(info -> info.partition() == partition)
              && offset >= consumer.beginningOffsets(List.of(place)).getOrDefault(place, 0L)
              && offset < consumer.endOffsets(List.of(place)).getOrDefault(place, 0L);
      if (there) {
        consumer.assign(List.of(place));
        consumer.seek(place, offset);
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(PATIENCE)) {
          if (record.offset() == offset) {
            return record;
          }
        }
      }
    }
    throw Refused.notFound(
        "dead-letter-unknown",
        "%s has no dead letter in partition %d at offset %d; GET /v1/dead-letters lists them"
            .formatted(origin.wireName(), partition, offset));
  }

  private void readAll(
      KafkaConsumer<byte[], byte[]> consumer,
      Collection<TopicPartition> partitions,
      List<ConsumerRecord<byte[], byte[]>> into) {
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions, PATIENCE));
    ends.entrySet().removeIf(end -> consumer.position(end.getKey(), PATIENCE) >= end.getValue());
    while (!ends.isEmpty()) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(PATIENCE)) {
        if (service.consumerGroup().equals(text(record.headers(), SetAside.GROUP))) {
          into.add(record);
        }
      }
      ends.entrySet().removeIf(end -> consumer.position(end.getKey(), PATIENCE) >= end.getValue());
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> settings = kafka.client(service.name() + "-dead-letters");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static DeadLetter deadLetter(ConsumerRecord<byte[], byte[]> record, boolean handled) {
    Headers headers = record.headers();
    String suffix = Topic.SERVERS.deadLetters().substring(Topic.SERVERS.wireName().length());
    return new DeadLetter(
        record.topic().substring(0, record.topic().length() - suffix.length()),
        record.partition(),
        record.offset(),
        text(headers, "ce_type"),
        text(headers, "ce_id"),
        text(headers, "ce_subject"),
        Objects.requireNonNullElse(text(headers, SetAside.REASON), "unknown"),
        Instant.ofEpochMilli(record.timestamp()),
        handled);
  }

  private static Optional<UUID> id(ConsumerRecord<byte[], byte[]> record) {
    String id = text(record.headers(), "ce_id");
    try {
      return id == null ? Optional.empty() : Optional.of(UUID.fromString(id));
    } catch (IllegalArgumentException e) {
      // That is what it was set aside for.
      return Optional.empty();
    }
  }

  private static Headers withoutOurs(Headers headers) {
    RecordHeaders kept = new RecordHeaders();
    for (Header header : headers) {
      if (header.key().startsWith("ce_") || header.key().equals("content-type")) {
        kept.add(header);
      }
    }
    return kept;
  }

  private static @Nullable String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }
}
