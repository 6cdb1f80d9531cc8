package dev.meridian.messaging.inbox;

import dev.meridian.events.Event;
import java.util.function.Consumer;

/** The events that a service handles. */
public interface Subscriptions {

  /**
   * Hands every event of this type to the handler, in the transaction that also notes its id: what
   * the handler changes and publishes happens once, or not at all. Several handlers of one type are
   * called in the order of their registration.
   */
  <E extends Event> Subscriptions on(Class<E> type, Consumer<E> handler);
}
