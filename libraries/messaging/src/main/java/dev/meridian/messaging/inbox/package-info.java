/** Hands events to a service's handlers: each event takes effect once, in one transaction. */
@NullMarked
package dev.meridian.messaging.inbox;

import org.jspecify.annotations.NullMarked;
