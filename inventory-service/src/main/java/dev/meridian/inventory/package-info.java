/** Servers: their names, pricing tiers, admin logins, places and life cycle. */
@NullMarked
package dev.meridian.inventory;

import org.jspecify.annotations.NullMarked;
