/** Events that could not be handled: set aside with the reason, listed, and sent again. */
@NullMarked
package dev.meridian.messaging.deadletter;

import org.jspecify.annotations.NullMarked;
