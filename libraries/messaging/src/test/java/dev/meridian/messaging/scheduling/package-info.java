/** How scheduled tasks get along with each other. */
@NullMarked
package dev.meridian.messaging.scheduling;

import org.jspecify.annotations.NullMarked;
