package dev.meridian.messaging.deadletter;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event that this service could not handle.
 *
 * @param topic where it was published first
 * @param partition of its dead-letter topic
 * @param offset in that partition: with the two above, its name
 * @param type its name on the wire, if it says one
 * @param id the event's id, if it says one
 * @param subject what it is about, if it says so
 * @param reason why it was set aside
 * @param at when it was set aside
 * @param handled whether it has taken effect since, because it was sent again
 */
public record DeadLetter(
    String topic,
    int partition,
    long offset,
    @Nullable String type,
    @Nullable String id,
    @Nullable String subject,
    String reason,
    Instant at,
    boolean handled) {}
