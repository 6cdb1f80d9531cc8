/** Learns from completed restores and drills how long the next one will take. */
@NullMarked
package dev.meridian.restore.rate;

import org.jspecify.annotations.NullMarked;
