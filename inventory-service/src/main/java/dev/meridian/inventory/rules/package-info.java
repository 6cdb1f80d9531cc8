/** Checks that find everything that is wrong with a request, not only the first thing. */
@NullMarked
package dev.meridian.inventory.rules;

import org.jspecify.annotations.NullMarked;
