/** Refusals, and what they look like over HTTP: RFC 9457 problem details with a stable code. */
@NullMarked
package dev.meridian.messaging.problem;

import org.jspecify.annotations.NullMarked;
