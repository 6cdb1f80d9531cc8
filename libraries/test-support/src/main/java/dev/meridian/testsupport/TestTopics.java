package dev.meridian.testsupport;

import dev.meridian.events.Event;
import dev.meridian.events.EventCodec;
import dev.meridian.events.EventEnvelope;
import dev.meridian.events.EventType;
import dev.meridian.events.MalformedEvent;
import dev.meridian.events.Topic;
import dev.meridian.events.UnknownEventType;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The other side of Meridian's topics, for the tests of every service: publishes events as somebody
 * else would, and shows what is on the topics. Plain Kafka, so that a service is tested against the
 * contract and not against its own library.
 *
 * <pre>{@code
 * topics.publish(new ServerRequested(id, "shop", ...));
 * await().untilAsserted(() -> assertThat(topics.events(ServerPlaced.class, id)).hasSize(1));
 * }</pre>
 *
 * <p>The topics are shared by all tests of a run: ask for the events of subjects of your own.
 */
public final class TestTopics implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(50);

  private final EventCodec codec = new EventCodec();
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<EventEnvelope> seen = new ArrayList<>();
  private final URI source;

  private TestTopics(TestBroker broker, URI source) {
    this.source = source;
    String[] names = Arrays.stream(Topic.values()).map(Topic::wireName).toArray(String[]::new);
    broker.createTopics(Topic.SERVERS.partitions(), names);
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", broker.bootstrapServers());
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> all =
        Arrays.stream(Topic.values()).flatMap(TestTopics::partitions).toList();
    consumer.assign(all);
    consumer.seekToBeginning(all);
  }

  /** Creates the topics that aren't there yet, and listens to all of them. */
  public static TestTopics on(TestBroker broker) {
    return new TestTopics(broker, URI.create("/tests"));
  }

  /** Publishes an event; returns when the broker has it. */
  public EventEnvelope publish(Event event) {
    return publish(new EventEnvelope(UUID.randomUUID(), source, Instant.now(), null, event));
  }

  /** Publishes an event as it is: a second time is a second delivery of the same event. */
  public EventEnvelope publish(EventEnvelope envelope) {
    publish(
        EventType.of(envelope.event()).topic(),
        envelope.event().subject(),
        codec.headers(envelope),
        codec.value(envelope.event()));
    return envelope;
  }

  /** Publishes whatever it is given, malformed or not; returns when the broker has it. */
  public void publish(Topic topic, String key, Map<String, byte[]> headers, byte[] value) {
    var sent = new ProducerRecord<>(topic.wireName(), key.getBytes(StandardCharsets.UTF_8), value);
    headers.forEach((name, bytes) -> sent.headers().add(name, bytes));
    try {
      producer.send(sent).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot publish to " + topic.wireName(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while publishing", e);
    }
  }

  /** All well-formed events about a subject that are on the topics now, in order per topic. */
  public List<EventEnvelope> envelopes(Object subject) {
    return now().filter(it -> it.event().subject().equals(subject.toString())).toList();
  }

  /** All events of a type about a subject that are on its topic now, in order. */
  public <E extends Event> List<E> events(Class<E> type, Object subject) {
    return envelopes(subject).stream()
        .map(EventEnvelope::event)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  /** All events of a type that are on its topic now, in order per subject. */
  public <E extends Event> List<E> events(Class<E> type) {
    return now().map(EventEnvelope::event).filter(type::isInstance).map(type::cast).toList();
  }

  private synchronized Stream<EventEnvelope> now() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      consumer.poll(POLL).forEach(this::keep);
    }
    return List.copyOf(seen).stream();
  }

  private void keep(ConsumerRecord<byte[], byte[]> received) {
    Map<String, byte[]> headers = new HashMap<>();
    received.headers().forEach(header -> headers.put(header.key(), header.value()));
    try {
      seen.add(codec.decode(headers, received.value()));
    } catch (MalformedEvent | UnknownEventType _) {
      // Some test's own: what becomes of it is seen elsewhere.
    }
  }

  private static Stream<TopicPartition> partitions(Topic topic) {
    return IntStream.range(0, topic.partitions())
        .mapToObj(partition -> new TopicPartition(topic.wireName(), partition));
  }

  @Override
  public synchronized void close() {
    producer.close();
    consumer.close();
  }
}
