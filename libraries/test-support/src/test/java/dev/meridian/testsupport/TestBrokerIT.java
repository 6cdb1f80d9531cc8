package dev.meridian.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class TestBrokerIT {

  private static final int RECORDS = 1_000;

  @Test
  void theSharedBrokerDeliversWhatItAcknowledged() throws Exception {
    var topic = "shared-" + UUID.randomUUID();
    var broker = TestBroker.shared();
    broker.createTopics(topic);
    broker.createTopics(topic);

    send(broker, topic);

    assertThat(receive(broker, topic)).hasSize(RECORDS);
  }

  @Test
  void aTopicThatNobodyCreatedIsRefused() throws Exception {
    try (var producer = producer(TestBroker.shared(), 1_000)) {
      var send = producer.send(new ProducerRecord<>("nobody-created-it", "x"));

      assertThatThrownBy(send::get).hasMessageContaining("nobody-created-it");
    }
  }

  @Test
  void acknowledgedRecordsSurviveAKill() throws Exception {
    try (var broker = BreakableBroker.start()) {
      broker.createTopics("orders");
      send(broker, "orders");

      broker.kill();
      assertThat(broker.isRunning()).isFalse();
      broker.restart();

      assertThat(receive(broker, "orders")).hasSize(RECORDS);
    }
  }

  @Test
  void aPausedBrokerAnswersAgainWhenResumed() throws Exception {
    try (var broker = BreakableBroker.start();
        var producer = producer(broker, 60_000)) {
      broker.createTopics("orders");
      producer.send(new ProducerRecord<>("orders", "before")).get();

      broker.pause();
      var send = producer.send(new ProducerRecord<>("orders", "during"));
      assertThatThrownBy(() -> send.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
      broker.resume();

      assertThat(send.get(30, TimeUnit.SECONDS).hasOffset()).isTrue();
    }
  }

  private static void send(TestBroker broker, String topic)
      throws InterruptedException, ExecutionException {
    try (var producer = producer(broker, 60_000)) {
      var sends = new ArrayList<Future<RecordMetadata>>();
      for (int i = 0; i < RECORDS; i++) {
        sends.add(producer.send(new ProducerRecord<>(topic, "record " + i)));
      }
      for (var send : sends) {
        send.get();
      }
    }
  }

  private static KafkaProducer<String, String> producer(TestBroker broker, int maxBlockMillis) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            broker.bootstrapServers(),
            "acks",
            "all",
            // Or a second request may get in before the first one's repetition, where a leader is
            // new.
            "max.in.flight.requests.per.connection",
            "1",
            "max.block.ms",
            Integer.toString(maxBlockMillis)),
        new StringSerializer(),
        new StringSerializer());
  }

  private static List<String> receive(TestBroker broker, String topic) {
    var settings =
        Map.<String, Object>of(
            "bootstrap.servers",
            broker.bootstrapServers(),
            "group.id",
            "group-" + topic,
            "auto.offset.reset",
            "earliest");
    var received = new ArrayList<String>();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(topic));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(each -> received.add(each.value()));
                return received.size() >= RECORDS;
              });
    }
    return received;
  }
}
