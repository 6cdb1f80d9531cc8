/** Pricing tiers, as commands take them. */
@NullMarked
package dev.meridian.cli.pricing;

import org.jspecify.annotations.NullMarked;
