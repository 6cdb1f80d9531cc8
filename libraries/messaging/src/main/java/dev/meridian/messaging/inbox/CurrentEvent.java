package dev.meridian.messaging.inbox;

import dev.meridian.events.EventEnvelope;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The event that this thread is handling. */
public final class CurrentEvent {

  private static final ScopedValue<EventEnvelope> CURRENT = ScopedValue.newInstance();

  private CurrentEvent() {}

  /** Its id: the cause of what is published meanwhile. */
  public static Optional<UUID> id() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get().id()) : Optional.empty();
  }

  /** When it was said, by the clock of who said it. */
  public static Optional<Instant> time() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get().time()) : Optional.empty();
  }

  static void handle(EventEnvelope envelope, Runnable handling) {
    ScopedValue.where(CURRENT, envelope).run(handling);
  }
}
