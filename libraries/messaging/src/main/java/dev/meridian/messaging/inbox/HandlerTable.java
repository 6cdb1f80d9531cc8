package dev.meridian.messaging.inbox;

import dev.meridian.events.Event;
import dev.meridian.events.EventEnvelope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Which handlers a service has for which event. */
final class HandlerTable implements Subscriptions {

  private final Map<Class<? extends Event>, List<Consumer<Event>>> handlers = new HashMap<>();

  HandlerTable(List<EventHandlers> all) {
    all.forEach(each -> each.subscribe(this));
  }

  @Override
  public <E extends Event> Subscriptions on(Class<E> type, Consumer<E> handler) {
    handlers
        .computeIfAbsent(type, _ -> new ArrayList<>())
        .add(event -> handler.accept(type.cast(event)));
    return this;
  }

  void handle(EventEnvelope envelope) {
    List<Consumer<Event>> called = handlers.getOrDefault(envelope.event().getClass(), List.of());
    CurrentEvent.handle(
        envelope, () -> called.forEach(handler -> handler.accept(envelope.event())));
  }

  boolean handles(EventEnvelope envelope) {
    return handlers.containsKey(envelope.event().getClass());
  }
}
