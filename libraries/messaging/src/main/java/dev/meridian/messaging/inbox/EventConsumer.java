package dev.meridian.messaging.inbox;

import dev.meridian.events.EventCodec;
import dev.meridian.events.EventEnvelope;
import dev.meridian.events.MalformedEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Takes batches of records from the binder and hands their events to the handlers, each event once.
 *
 * <p>A whole batch is one transaction. If any of it fails, nothing of it stays, and its records are
 * taken one by one, each in its own transaction, up to the one that fails: that one is reported to
 * the container, which tries it again or sets it aside, and goes on behind it.
 */
public final class EventConsumer implements Consumer<List<Delivery>> {

  private final EventCodec codec;
  private final Inbox inbox;
  private final HandlerTable handlers;
  private final TransactionOperations transactions;

  /** A consumer for all the handlers of a service. */
  public EventConsumer(
      EventCodec codec,
      Inbox inbox,
      List<EventHandlers> handlers,
      TransactionOperations transactions) {
    this.codec = codec;
    this.inbox = inbox;
    this.handlers = new HandlerTable(handlers);
    this.transactions = transactions;
  }

  @Override
  public void accept(List<Delivery> deliveries) {
    try {
      deliver(deliveries);
    } catch (RuntimeException e) {
      if (deliveries.size() == 1) {
        throw new BatchListenerFailedException("An event was not handled", e, 0);
      }
      deliverOneByOne(deliveries);
    }
  }

  private void deliverOneByOne(List<Delivery> deliveries) {
    for (int i = 0; i < deliveries.size(); i++) {
      try {
        deliver(deliveries.subList(i, i + 1));
      } catch (RuntimeException e) {
        throw new BatchListenerFailedException("An event was not handled", e, i);
      }
    }
  }

  private void deliver(List<Delivery> deliveries) {
    Map<String, List<EventEnvelope>> byTopic = new LinkedHashMap<>();
    List<EventEnvelope> inOrder = new ArrayList<>();
    for (Object each : deliveries) {
      // The binder puts a placeholder of its own where a record has no value.
      if (!(each instanceof Delivery delivery)) {
        throw new MalformedEvent("A record has no value");
      }
      EventEnvelope envelope = codec.decode(delivery.headers(), delivery.value());
      if (handlers.handles(envelope)) {
        inOrder.add(envelope);
        byTopic.computeIfAbsent(delivery.topic(), _ -> new ArrayList<>()).add(envelope);
      }
    }
    if (!inOrder.isEmpty()) {
      transactions.executeWithoutResult(_ -> takeEffect(inOrder, byTopic));
    }
  }

  private void takeEffect(List<EventEnvelope> inOrder, Map<String, List<EventEnvelope>> byTopic) {
    Set<UUID> fresh = new HashSet<>();
    byTopic.forEach(
        (topic, envelopes) ->
            fresh.addAll(inbox.note(topic, envelopes.stream().map(EventEnvelope::id).toList())));
    for (EventEnvelope envelope : inOrder) {
      // Removed: the same event may stand twice in one batch.
      if (fresh.remove(envelope.id())) {
        handlers.handle(envelope);
      }
    }
  }
}
