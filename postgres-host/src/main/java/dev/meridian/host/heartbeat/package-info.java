/**
 * A row of Meridian's own in each server, committed every few seconds: it tells a copy's second.
 */
@NullMarked
package dev.meridian.host.heartbeat;

import org.jspecify.annotations.NullMarked;
