/** When a service hears, and when it may have missed something. */
@NullMarked
package dev.meridian.messaging.inbox;

import org.jspecify.annotations.NullMarked;
