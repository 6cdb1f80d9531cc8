/** Whether a service can do its work, as far as the broker and its outbox are concerned. */
@NullMarked
package dev.meridian.messaging.health;

import org.jspecify.annotations.NullMarked;
