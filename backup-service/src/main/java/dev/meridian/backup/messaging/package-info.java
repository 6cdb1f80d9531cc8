/** The events that this service hears and says. */
@NullMarked
package dev.meridian.backup.messaging;

import org.jspecify.annotations.NullMarked;
