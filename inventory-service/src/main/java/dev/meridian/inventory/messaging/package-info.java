/** Inventory over events. */
@NullMarked
package dev.meridian.inventory.messaging;

import org.jspecify.annotations.NullMarked;
