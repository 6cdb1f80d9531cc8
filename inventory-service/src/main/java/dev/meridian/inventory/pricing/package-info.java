/** What servers may use and how they are backed up: the pricing tiers that are offered. */
@NullMarked
package dev.meridian.inventory.pricing;

import org.jspecify.annotations.NullMarked;
