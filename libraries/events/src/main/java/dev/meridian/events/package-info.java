/**
 * The contract between Meridian's services, and with other systems: events, topics, wire format.
 *
 * <p>{@code docs/events.yaml} documents every event; a golden sample of each version is kept.
 */
@NullMarked
package dev.meridian.events;

import org.jspecify.annotations.NullMarked;
