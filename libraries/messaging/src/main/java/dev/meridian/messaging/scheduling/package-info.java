/** Runs what is scheduled, each task apart from the others. */
@NullMarked
package dev.meridian.messaging.scheduling;

import org.jspecify.annotations.NullMarked;
