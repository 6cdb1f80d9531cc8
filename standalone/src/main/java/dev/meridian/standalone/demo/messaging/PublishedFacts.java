package dev.meridian.standalone.demo.messaging;

import dev.meridian.events.BackupEvent.BackupCompleted;
import dev.meridian.events.Event;
import dev.meridian.events.EventCodec;
import dev.meridian.events.EventEnvelope;
import dev.meridian.events.PostgresHostEvent.ServerProvisioned;
import dev.meridian.events.RestoreEvent.RestoreRequested;
import dev.meridian.events.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How often each fact stands on its topic. A fact that was published twice under one id counts
 * once: delivery is at least once, and readers tell by the id.
 *
 * @param backupsCompleted by the backup's id
 * @param restoresRequested by the restore's id
 * @param serversProvisioned by the server's id
 */
public record PublishedFacts(
    Map<String, Long> backupsCompleted,
    Map<String, Long> restoresRequested,
    Map<String, Long> serversProvisioned) {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Reads all that the topics hold now. */
  public static PublishedFacts read(String bootstrapServers) {
    List<Event> events = new ArrayList<>();
    Set<UUID> ids = new HashSet<>();
    for (EventEnvelope envelope :
        all(bootstrapServers, Topic.SERVERS, Topic.BACKUPS, Topic.RESTORES)) {
      if (ids.add(envelope.id())) {
        events.add(envelope.event());
      }
    }
    return new PublishedFacts(
        count(events, BackupCompleted.class, event -> event.backupId().toString()),
        count(events, RestoreRequested.class, event -> event.restoreId().toString()),
        count(events, ServerProvisioned.class, event -> event.serverId().toString()));
  }

  private static <E extends Event> Map<String, Long> count(
      List<Event> events, Class<E> type, Function<E, String> name) {
    return events.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .collect(Collectors.groupingBy(name, Collectors.counting()));
  }

  private static List<EventEnvelope> all(String bootstrapServers, Topic... topics) {
    EventCodec codec = new EventCodec();
    List<EventEnvelope> envelopes = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "enable.auto.commit", false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          List.of(topics).stream()
              .flatMap(topic -> consumer.partitionsFor(topic.wireName(), PATIENCE).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey(), PATIENCE) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(PATIENCE)) {
          Map<String, byte[]> headers = new HashMap<>();
          record.headers().forEach(header -> headers.put(header.key(), header.value()));
          envelopes.add(codec.decode(headers, record.value()));
        }
      }
    }
    return envelopes;
  }
}
