/**
 * Publishes events after the transaction that they belong to: at least once, in order per subject.
 */
@NullMarked
package dev.meridian.messaging.outbox;

import org.jspecify.annotations.NullMarked;
