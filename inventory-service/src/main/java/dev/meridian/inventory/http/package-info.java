/** Inventory over HTTP. */
@NullMarked
package dev.meridian.inventory.http;

import org.jspecify.annotations.NullMarked;
