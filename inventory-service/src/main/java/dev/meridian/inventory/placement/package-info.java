/** Hosts as they report themselves, and the places that servers have on them. */
@NullMarked
package dev.meridian.inventory.placement;

import org.jspecify.annotations.NullMarked;
