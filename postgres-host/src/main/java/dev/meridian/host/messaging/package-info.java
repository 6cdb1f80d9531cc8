/** Translates events into work, and what was done into events. */
@NullMarked
package dev.meridian.host.messaging;

import org.jspecify.annotations.NullMarked;
