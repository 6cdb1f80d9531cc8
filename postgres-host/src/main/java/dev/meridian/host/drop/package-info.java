/** Removes servers, leaving nothing behind. */
@NullMarked
package dev.meridian.host.drop;

import org.jspecify.annotations.NullMarked;
