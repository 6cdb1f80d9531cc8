package dev.meridian.events;

import java.net.URI;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event and its CloudEvents 1.0 attributes.
 *
 * @param id unique to this event, for ever: a second delivery has the same
 * @param source who says it, such as {@code /meridian/restore-service}
 * @param time when it was said
 * @param causationId the id of the event that it answers, if it answers one
 */
public record EventEnvelope(
    UUID id, URI source, Instant time, @Nullable UUID causationId, Event event) {

  /** What the event is called on the wire, and where it is published. */
  public EventType type() {
    return EventType.of(event);
  }
}
