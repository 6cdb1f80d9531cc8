package dev.meridian.messaging.outbox;

import dev.meridian.messaging.KafkaSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Publishes what the outbox holds, as soon as it is committed: many events at once, in order per
 * subject, and deleted only when the broker has confirmed them. An event is published again when a
 * confirmation was lost; its id stays the same.
 *
 * <p>The producer is idempotent, never gives a record up, and has one request on its way at a time
 * (of many records), so no later record of a partition can overtake an earlier one. When it fails
 * for good, what was not confirmed is read again and sent in the same order by a new one.
 */
public final class OutboxRelay implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(OutboxRelay.class);
  private static final int AT_ONCE = 1_000;
  private static final Duration LOOK_AT_LEAST = Duration.ofMillis(500);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final String name;
  private final DataSource pool;
  private final KafkaSettings kafka;
  private final Counter published;
  private volatile boolean running;
  private volatile Thread thread = Thread.currentThread();

  /** The relay of one service. */
  public OutboxRelay(String name, DataSource pool, KafkaSettings kafka, MeterRegistry metrics) {
    this.name = name;
    this.pool = pool;
    this.kafka = kafka;
    this.published = metrics.counter("meridian.outbox.published");
  }

  @Override
  public void start() {
    running = true;
    thread = Thread.ofPlatform().name("outbox-relay-" + name).daemon().start(this::run);
  }

  @Override
  public void stop() {
    running = false;
    try {
      if (!thread.join(LOOK_AT_LEAST.multipliedBy(4))) {
        // It waits for a broker that is away: what it holds is still in the outbox.
        thread.interrupt();
        thread.join(Duration.ofSeconds(10));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Before whatever publishes, and after it. */
  @Override
  public int getPhase() {
    return Integer.MIN_VALUE + 100;
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    while (running) {
      try (OutboxTable table = new OutboxTable(pool.getConnection());
          Producer<byte[], byte[]> producer = producer()) {
        relay(table, producer);
        pause = FIRST_PAUSE;
      } catch (InterruptException e) {
        // Told to stop.
        return;
      } catch (SQLException | ExecutionException | KafkaException e) {
        if (!running) {
          return;
        }
        log.warn("The outbox of {} can't be published and waits: {}", name, e.toString());
        pause = pause(pause);
      }
    }
  }

  private void relay(OutboxTable table, Producer<byte[], byte[]> producer)
      throws SQLException, ExecutionException {
    while (running && !table.tryLead()) {
      table.awaitCommit(LOOK_AT_LEAST);
    }
    while (running) {
      List<OutboxTable.Row> waiting = table.waiting(AT_ONCE);
      if (waiting.isEmpty()) {
        table.awaitCommit(LOOK_AT_LEAST);
      } else {
        publish(waiting, table, producer);
      }
    }
  }

  private void publish(
      List<OutboxTable.Row> rows, OutboxTable table, Producer<byte[], byte[]> producer)
      throws SQLException, ExecutionException {
    List<Future<RecordMetadata>> sent = new ArrayList<>(rows.size());
    for (OutboxTable.Row row : rows) {
      sent.add(producer.send(record(row)));
    }
    producer.flush();
    List<Long> confirmed = new ArrayList<>(rows.size());
    ExecutionException failure = null;
    for (int i = 0; i < sent.size() && failure == null; i++) {
      try {
        sent.get(i).get();
        confirmed.add(rows.get(i).position());
      } catch (ExecutionException e) {
        // Those behind it are sent again after it, so that none stays ahead of it.
        failure = e;
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }
    table.confirmed(confirmed);
    published.increment(confirmed.size());
    if (failure != null) {
      throw failure;
    }
  }

  private static ProducerRecord<byte[], byte[]> record(OutboxTable.Row row) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            row.topic(), row.subject().getBytes(StandardCharsets.UTF_8), row.value());
    // jsonb forgets the order of names; CloudEvents doesn't ask for one.
    row.headers()
        .forEach(
            (header, value) ->
                record.headers().add(header, value.getBytes(StandardCharsets.UTF_8)));
    return record;
  }

  private Producer<byte[], byte[]> producer() {
    Map<String, Object> settings = kafka.client(name + "-outbox");
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    // Idempotence alone is not enough: a broker takes any sequence number for a producer's first
    // one.
    // Where a partition's leader is new, a second request got in before the first one's repetition,
    // which was then out of order for ever.
    settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 1);
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private Duration pause(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
  }
}
