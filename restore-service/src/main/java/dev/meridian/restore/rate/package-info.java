/** Learns from completed restores how long the next one will take. */
@NullMarked
package dev.meridian.restore.rate;

import org.jspecify.annotations.NullMarked;
