/**
 * A row of Meridian's own in each server, committed every few seconds: it tells a copy's second. In
 * another one, what {@code ALTER SYSTEM} wrote there: so that is in the log.
 */
@NullMarked
package dev.meridian.host.heartbeat;

import org.jspecify.annotations.NullMarked;
