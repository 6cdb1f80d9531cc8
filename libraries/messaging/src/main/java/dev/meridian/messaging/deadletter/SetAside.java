package dev.meridian.messaging.deadletter;

import dev.meridian.events.Topic;
import dev.meridian.messaging.ServiceSettings;
import dev.meridian.messaging.inbox.Delivery;
import dev.meridian.messaging.inbox.Failures;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.stream.binder.kafka.ListenerContainerWithDlqAndRetryCustomizer;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.ConsumerRecordRecoverer;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.ExponentialBackOff;
import org.springframework.util.backoff.FixedBackOff;

/**
 * What becomes of a record that was not handled: tried again, as long as its failure says, and then
 * moved to the dead-letter topic of its topic, unchanged but for two headers.
 */
public final class SetAside implements ListenerContainerWithDlqAndRetryCustomizer {

  /** Why the record was set aside, for people. */
  static final String REASON = "x-meridian-dead-letter-reason";

  /** The consumer group that could not handle it. */
  static final String GROUP = "x-meridian-dead-letter-group";

  private static final Logger log = LoggerFactory.getLogger(SetAside.class);

  private final ServiceSettings service;
  private final KafkaOperations<byte[], Object> kafka;
  private final MeterRegistry metrics;

  /** For one service. */
  public SetAside(
      ServiceSettings service, KafkaOperations<byte[], Object> kafka, MeterRegistry metrics) {
    this.service = service;
    this.kafka = kafka;
    this.metrics = metrics;
  }

  /** A record's value as it came: deliveries are set aside, their bytes are sent again. */
  public static byte @Nullable [] bytes(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Delivery delivery -> delivery.value();
      case byte[] bytes -> bytes;
      default -> throw new IllegalArgumentException("Not a record's value: " + value.getClass());
    };
  }

  @Override
  public void configure(
      AbstractMessageListenerContainer<?, ?> container,
      String destinationName,
      String group,
      @Nullable BiFunction<ConsumerRecord<?, ?>, Exception, TopicPartition> dlqDestinationResolver,
      @Nullable BackOff backOff) {
    DefaultErrorHandler errors =
        new DefaultErrorHandler(recoverer(), backOff(Failures.OF_THE_HANDLER));
    // Every failure has its back-off below; none is fatal by its class alone.
    errors.setClassifications(Map.of(), true);
    errors.setBackOffFunction((record, failure) -> backOff(Failures.of(failure)));
    errors.setLogLevel(KafkaException.Level.DEBUG);
    errors.setRetryListeners(
        (record, failure, attempt) -> {
          if (failure != null && attempt == 1 && Failures.of(failure) != Failures.OF_THE_EVENT) {
            log.warn(
                "An event of {} was not handled and is tried again: {}",
                record.topic(),
                Failures.root(failure).toString());
          }
        });
    container.setCommonErrorHandler(errors);
  }

  @Override
  public boolean retryAndDlqInBinding(String destinationName, String group) {
    return false;
  }

  private static BackOff backOff(Failures failure) {
    return switch (failure) {
      case OF_THE_EVENT -> new FixedBackOff(0, 0);
      case OF_THE_HANDLER -> new FixedBackOff(500, 2);
      case OF_THE_SURROUNDINGS -> {
        ExponentialBackOff patient = new ExponentialBackOff(500, 2);
        patient.setMaxInterval(10_000);
        patient.setMaxElapsedTime(Long.MAX_VALUE);
        yield patient;
      }
    };
  }

  private ConsumerRecordRecoverer recoverer() {
    DeadLetterPublishingRecoverer publisher =
        new DeadLetterPublishingRecoverer(
            kafka,
            (record, _) -> new TopicPartition(deadLetters(record.topic()), record.partition()));
    publisher.setHeadersFunction((_, failure) -> headers(failure));
    publisher.excludeHeader(DeadLetterPublishingRecoverer.HeaderNames.HeadersToAdd.EX_STACKTRACE);
    publisher.setAppendOriginalHeaders(false);
    return (record, failure) -> {
      publisher.accept(record, failure);
      metrics.counter("meridian.dead.letters", "topic", record.topic()).increment();
      log.error(
          "An event was set aside: {} partition {} offset {}, now in {}",
          record.topic(),
          record.partition(),
          record.offset(),
          deadLetters(record.topic()),
          failure);
    };
  }

  private Headers headers(Exception failure) {
    Throwable root = Failures.root(failure);
    String message = root.getMessage();
    String reason = message == null ? root.getClass().getSimpleName() : message;
    return new RecordHeaders()
        .add(REASON, reason.getBytes(StandardCharsets.UTF_8))
        .add(GROUP, service.consumerGroup().getBytes(StandardCharsets.UTF_8));
  }

  private static String deadLetters(String topic) {
    return Topic.named(topic)
        .map(Topic::deadLetters)
        .orElseThrow(() -> new IllegalStateException("Not a topic of the contract: " + topic));
  }
}
