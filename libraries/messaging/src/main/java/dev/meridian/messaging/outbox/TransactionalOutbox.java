package dev.meridian.messaging.outbox;

import dev.meridian.events.Event;
import dev.meridian.events.EventCodec;
import dev.meridian.events.EventEnvelope;
import dev.meridian.messaging.inbox.CurrentEvent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.json.JsonMapper;

/** An outbox that is a table of the service's schema. */
public final class TransactionalOutbox implements Outbox {

  private static final String INSERT =
      "insert into outbox (event_id, topic, subject, headers, value) values (?, ?, ?, ?::jsonb, ?)";
  private static final JsonMapper JSON = JsonMapper.shared();

  private final JdbcOperations jdbc;
  private final EventCodec codec;
  private final URI source;
  private final Clock clock;

  /**
   * An outbox in the schema of the connections.
   *
   * @param source what its events name as their source
   */
  public TransactionalOutbox(JdbcOperations jdbc, EventCodec codec, URI source, Clock clock) {
    this.jdbc = jdbc;
    this.codec = codec;
    this.source = source;
    this.clock = clock;
  }

  @Override
  public void publish(Event event) {
    requireTransaction();
    jdbc.update(INSERT, row(event));
  }

  @Override
  public void publish(List<? extends Event> events) {
    requireTransaction();
    jdbc.batchUpdate(INSERT, events.stream().map(this::row).toList());
  }

  private static void requireTransaction() {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalTransactionStateException(
          "An event is published in the transaction that makes it true; there is none");
    }
  }

  private Object[] row(Event event) {
    EventEnvelope envelope =
        new EventEnvelope(
            UUID.randomUUID(),
            source,
            clock.instant().truncatedTo(ChronoUnit.MICROS),
            CurrentEvent.id().orElse(null),
            event);
    return new Object[] {
      envelope.id(),
      envelope.type().topic().wireName(),
      event.subject(),
      headers(envelope),
      codec.value(event)
    };
  }

  private String headers(EventEnvelope envelope) {
    Map<String, String> headers = new LinkedHashMap<>();
    codec
        .headers(envelope)
        .forEach((name, value) -> headers.put(name, new String(value, StandardCharsets.UTF_8)));
    return JSON.writeValueAsString(headers);
  }
}
