/** Takes the tar archives of a base backup apart while they arrive. */
@NullMarked
package dev.meridian.postgres.tar;

import org.jspecify.annotations.NullMarked;
