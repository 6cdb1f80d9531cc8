package dev.meridian.messaging.outbox;

import dev.meridian.events.Event;
import java.util.List;

/** Where a service says what happened. */
public interface Outbox {

  /**
   * Records an event in the current transaction. Once that has committed, the event is published,
   * at least once; events of one subject in the order in which they were recorded. While an event
   * is being handled, that one is named as the cause.
   *
   * @throws org.springframework.transaction.IllegalTransactionStateException outside a transaction
   */
  void publish(Event event);

  /** Records several events at once, as one after the other. */
  void publish(List<? extends Event> events);
}
