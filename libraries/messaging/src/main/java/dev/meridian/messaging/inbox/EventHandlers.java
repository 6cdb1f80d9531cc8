package dev.meridian.messaging.inbox;

/**
 * What a service does about events: a bean of this type in its {@code messaging} package, that
 * translates an event and calls one verb.
 */
public interface EventHandlers {

  /** Names the events that are handled; all others are passed over. */
  void subscribe(Subscriptions to);
}
