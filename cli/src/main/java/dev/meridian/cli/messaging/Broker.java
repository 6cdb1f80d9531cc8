package dev.meridian.cli.messaging;

import dev.meridian.cli.terminal.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The broker, as far as commands need it. */
final class Broker {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final String address;

  Broker(String address) {
    this.address = address;
  }

  /** Reads without a group: nothing of it is left behind. */
  <T> T read(Function<Consumer<byte[], byte[]>, T> reading) {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            address,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            (int) TIMEOUT.toMillis());
    return reached(
        () -> {
          try (Consumer<byte[], byte[]> consumer =
              new KafkaConsumer<>(
                  settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return reading.apply(consumer);
          }
        });
  }

  /** The partitions of topics; none of a topic that isn't there. */
  static List<TopicPartition> partitions(Consumer<?, ?> consumer, List<String> topics) {
    Map<String, List<PartitionInfo>> there = consumer.listTopics();
    return topics.stream()
        .flatMap(topic -> there.getOrDefault(topic, List.of()).stream())
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }

  /** Sends a record, and returns once all replicas in sync have it. */
  RecordMetadata send(ProducerRecord<byte[], byte[]> record) {
    int timeout = (int) TIMEOUT.toMillis();
    Map<String, Object> settings =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            address,
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            timeout,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            timeout / 2,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            timeout);
    return reached(
        () -> {
          try (KafkaProducer<byte[], byte[]> producer =
              new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            return producer.send(record).get();
          }
        });
  }

  private interface Exchange<T> {
    T run() throws ExecutionException, InterruptedException;
  }

  private <T> T reached(Exchange<T> exchange) {
    try {
      return exchange.run();
    } catch (TimeoutException e) {
      throw unreachable(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TimeoutException timeout) {
        throw unreachable(timeout);
      }
      throw new Failure("broker-refused: %s: %s".formatted(address, e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted: it isn't known whether the broker has the event");
    } catch (KafkaException e) {
      throw new Failure("broker-refused: %s: %s".formatted(address, rootOf(e).getMessage()));
    }
  }

  private Failure unreachable(TimeoutException cause) {
    return new Failure(
        Failure.UNREACHABLE,
        "broker-unreachable: no broker answers at %s (%s); start Meridian with 'meridian up', or say where it is with --kafka"
            .formatted(address, cause.getClass().getSimpleName()));
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
