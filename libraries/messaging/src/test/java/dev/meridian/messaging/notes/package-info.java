/** A service small enough for the tests of the messaging library. */
@NullMarked
package dev.meridian.messaging.notes;

import org.jspecify.annotations.NullMarked;
