/** Declares the contract's topics on the broker. */
@NullMarked
package dev.meridian.messaging.topic;

import org.jspecify.annotations.NullMarked;
